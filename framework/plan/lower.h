// The first half of planning: from graph nodes to steps on numbered buffers, not yet placed.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "fovea/plan/make_plan.h"
#include "fovea/runtime/backend.h"

namespace fovea {

/// A tensor of the plan that is being made.
struct Buffer {
  TensorType type;
  std::string name;
  Slot slot;                 // final once placed
  bool placed = false;       // from the start for inputs, variables and constants
  int producer = -1;         // step, or -1
  std::vector<int> readers;  // steps, ascending
  bool is_output = false;    // must keep its value to the end of the run
};

/// A step whose inputs and outputs are numbers of buffers.
struct LoweredStep {
  Step step;
  std::vector<int> inputs, outputs;
  std::vector<std::pair<int, int>> in_place;  // (output, input) that may be one memory
  std::int64_t scratch_bytes = 0;
  std::uint32_t half_inputs = 0, half_outputs = 0;  // bit k: slot k may be f16
};

struct Lowered {
  Precision precision = Precision::f32;  // with halves no step uses another kernel
  std::vector<LoweredStep> steps;
  std::vector<Buffer> buffers;
  std::vector<std::pair<std::string, int>> outputs;  // (name, buffer)
  std::vector<std::pair<int, int>> updates;          // (buffer of a variable, of its next value)
  Plan plan;                                         // inputs, variables, constants; no steps yet

  int new_buffer(TensorType type, std::string name);
  Buffer& buffer(int number) { return buffers[static_cast<size_t>(number)]; }
  const Buffer& buffer(int number) const { return buffers[static_cast<size_t>(number)]; }
};

Lowered lower(const Graph& graph, const Backend& backend, const PlanOptions& options);

/// Asks the backend about a step, adds the packing steps that the backend wants, and then the step.
void add_step(Lowered& lowered, const Backend& backend, LoweredStep step);

/// Gives a step its buffers' types and asks the backend about it.
Support describe(LoweredStep& step, const Lowered& lowered, const Backend& backend);

}  // namespace fovea
