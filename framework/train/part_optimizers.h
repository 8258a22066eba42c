// The optimisers of the parts of an objective as one optimiser: each parameter is updated by the
// optimiser of its part.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "fovea/objectives/objective.h"
#include "fovea/optim/optimizer.h"
#include "fovea/train/training_options.h"

namespace fovea {

class PartOptimizers : public Optimizer {
 public:
  /// Throws Error for an optimiser or a learning rate of a part that does not exist.
  PartOptimizers(const TrainingOptions& options, const Parts& parts);

  /// The rate that the schedule changes: that of the options, or of the first part.
  double learning_rate() const override { return rate_; }
  void update(Graph& graph, Value parameter, Value gradient, Value rate,
              Value finite) const override;

  /// The factor of that rate for a part.
  double rate_factor(const std::string& part) const { return rates_.at(part) / rate_; }
  /// The part that has this variable of a graph.
  std::string part_of(const std::string& variable) const;
  /// What a checkpoint has to know about it, by name: nothing if all parts have the same.
  const std::map<std::string, std::string>& identity() const { return identity_; }

 private:
  bool several_;
  std::map<std::string, std::unique_ptr<Optimizer>> optimizers_;  // by part
  std::map<std::string, double> rates_;
  double rate_ = 0;
  std::map<std::string, std::string> identity_;
};

}  // namespace fovea
