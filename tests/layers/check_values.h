// Runs one layer on given numbers, for tests that know the answer.
#pragma once

#include <functional>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include "fovea/graph/graph.h"

namespace fovea {

/// The elements of the tensor that `build` makes from the inputs: computed by reference in float,
/// by cpu on every Highway target and by vulkan if there is a device. All must agree to 2e-6 of 1 +
/// the element (NaN with NaN); returns the last result.
std::vector<float> run_everywhere(
    std::span<const Tensor> inputs,
    const std::function<Value(Graph&, std::span<const Value>)>& build);
inline std::vector<float> run_everywhere(
    std::initializer_list<Tensor> inputs,
    const std::function<Value(Graph&, std::span<const Value>)>& build) {
  return run_everywhere(std::span(inputs.begin(), inputs.size()), build);
}

/// Checks y = f(x) for pairs (x, y), everywhere: to 2e-6 of y, which may be infinite or NaN. A y of
/// -0.0 must have its sign; a y of 0 may have either sign.
void check_values(const std::function<Value(Value)>& f,
                  const std::vector<std::pair<float, double>>& pairs);

/// Checks an activation on tensors of odd shapes, with its gradient: in [-3, 3] and in [-30, 30].
void check_activation(const std::function<Value(Value)>& f);

/// A constant like x of random numbers in [0, high): the target of a loss.
Value target_like(Graph& graph, Value x, float high);

/// Checks a loss (values, target) -> (N) that takes the mean over an example: everywhere, on
/// shapes of all ranks; on two errors of 1 and 2, whose loss is `of_one_and_two`, without errors,
/// and on a NaN; and that it refuses a target of another type and values without examples.
void check_example_loss(const std::function<Value(Value, Value)>& loss, float of_one_and_two);

constexpr float infinity = std::numeric_limits<float>::infinity();
constexpr float not_a_number = std::numeric_limits<float>::quiet_NaN();

}  // namespace fovea
