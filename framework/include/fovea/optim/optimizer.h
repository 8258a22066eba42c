// What an optimiser is: the nodes that update a parameter.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "fovea/graph/graph.h"

namespace fovea {

class Optimizer {
 public:
  virtual ~Optimizer() = default;
  /// Its default learning rate.
  virtual double learning_rate() const = 0;
  /// Adds the node that makes the new values of the parameter and of the optimiser's slots (the
  /// variables "<parameter>/momentum", "<parameter>/adam_m", ..., zero at first), and has the
  /// graph update them. Where `finite`, an i32 scalar, is 0 they keep their values. `rate`, an f32
  /// scalar, is the learning rate. Weight decay is for parameters of rank 2 and more: biases,
  /// scales and shifts do not decay.
  virtual void update(Graph& graph, Value parameter, Value gradient, Value rate,
                      Value finite) const = 0;
};

/// An optimiser by name with its settings: "sgd", "sgd:momentum=0.9,nesterov=1,weight_decay=1e-4",
/// "adam", "adamw:weight_decay=0.01". Throws Error naming the nearest for an unknown name or
/// setting, and the rule for a value that breaks one.
std::unique_ptr<Optimizer> make_optimizer(std::string_view spec);

/// The variable "<parameter>/<what>": zeros like the parameter, Role::optimizer.
Value optimizer_slot(Graph& graph, Value parameter, std::string_view what);

/// Checks the inputs of an update kernel: `tensors` f32 of one shape, a learning rate (f32
/// scalar), then `flags` i32 scalars; throws Error naming the rule.
void expect_update_inputs(std::string_view kind, Types inputs, size_t tensors, size_t flags);

}  // namespace fovea
