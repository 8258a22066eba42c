// expand: a tensor repeated along the axes that it lacks, or on which its extent is 1.
#pragma once

#include "fovea/graph/graph.h"

namespace fovea {

/// How much of each element of x each copy gets.
enum class Share { whole, equal };

class ExpandLayer : public Layer {
 public:
  explicit ExpandLayer(Share share) : share_(share) {}

  std::string kind() const override { return "expand"; }
  bool reads(int input) const override { return input == 0; }
  std::vector<TensorType> infer(Types inputs) const override;
  KernelCall lower(Types inputs, Types outputs) const override;
  std::vector<Value> gradient(const GradientCall& call) const override;

 private:
  Share share_;
};

/// x -> the shape of `like`, whose values are not read. With Share::equal each copy is x divided by
/// the number of copies, which has no gradient: it is the gradient of a mean.
Value expand(Value x, Value like, Share share = Share::whole, std::string name = "");

}  // namespace fovea
