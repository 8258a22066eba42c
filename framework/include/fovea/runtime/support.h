// What a backend tells the planner about a step.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "fovea/graph/layer.h"

namespace fovea {

/// A form of an input that a kernel wants. It is made by `kernel`, a step of its own that depends
/// only on that input, so for weights it runs once per update.
struct Pack {
  int input = 0;
  std::string kernel;
  Params params;
  TensorType type;
};

/// A kernel that computes the same outputs from a step's inputs by another algorithm; it may pack
/// the inputs in another way.
struct OtherKernel {
  std::string kernel;
  Params params;
  std::vector<Pack> packs;
};

/// What a backend says about a step before its memory is placed.
struct Support {
  std::string reason = {};  // why it cannot run; empty when it can
  /// The kernel that the backend would rather run; it is then asked about that kernel. If tensors
  /// are halves, the step is not changed.
  std::optional<OtherKernel> instead = {};
  std::int64_t scratch_bytes = 0;  // shared by the chunks of the step
  std::vector<Pack> packs = {};
  std::vector<std::pair<int, int>> in_place = {};   // (output, input) that may be one memory
  std::uint32_t half_inputs = 0, half_outputs = 0;  // bit k: slot k, if f32, may be f16
  double input_rounding = 0;  // relative error of rounding the inputs before the kernel computes
};

}  // namespace fovea
