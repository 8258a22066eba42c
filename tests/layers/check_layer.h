// One check for every layer: each backend, each Highway target, thread counts, step orders,
// gradients against central differences.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "fovea/graph/graph.h"

namespace fovea {

struct LayerCase {
  std::string label;
  std::vector<TensorType> inputs;
  /// Builds the layer on the inputs and returns the outputs to check.
  std::function<std::vector<Value>(Graph&, std::span<const Value>)> build;
  /// Uniform range of each f32 input; [-1, 1] for those not given.
  std::vector<std::pair<float, float>> ranges = {};
  /// i32 inputs are drawn from 0 .. int_bound - 1.
  int int_bound = 2;
  /// Whether the layer takes other batch sizes too: then an odd one is also checked.
  bool any_batch = true;
  /// Whether its f32 inputs and parameters have gradients.
  bool differentiable = true;
  /// This many elements of each gradient are compared with central differences, which need two
  /// runs each.
  size_t probes = 12;
  /// Allowed error of f32 results, relative to 1 + the largest absolute value of the tensor.
  double tolerance = 1e-5;
};

/// Builds the case in training mode and, if that is another graph, in inference mode, and checks
/// for each: memory audit; reference in float and cpu on every Highway target against reference in
/// double, with poisoned memory; the same bits for 1, 2 and 4 threads and for random step orders;
/// gradients of inputs and parameters against central differences in double, to 1e-6.
void check_layer(const LayerCase& layer_case);

}  // namespace fovea
