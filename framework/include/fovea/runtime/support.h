// What a backend tells the planner of a step.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "fovea/graph/layer.h"

namespace fovea {

/// A form of an input that a kernel wants: made by `kernel`, a step of its own that depends on
/// that input alone, so that for weights it runs once an update.
struct Pack {
  int input = 0;
  std::string kernel;
  Params params;
  TensorType type;
};

/// A kernel that makes of a step's inputs, packed in its own way, the same outputs by another
/// algorithm.
struct OtherKernel {
  std::string kernel;
  Params params;
  std::vector<Pack> packs;
};

/// What a backend says of a step before its memory is placed.
struct Support {
  std::string reason = {};  // why it cannot run; empty when it can
  /// What the backend would rather run; it is asked about that kernel then. Where tensors are
  /// halves the step stays what it is.
  std::optional<OtherKernel> instead = {};
  std::int64_t scratch_bytes = 0;  // shared by the chunks of the step
  std::vector<Pack> packs = {};
  std::vector<std::pair<int, int>> in_place = {};   // (output, input) that may be one memory
  std::uint32_t half_inputs = 0, half_outputs = 0;  // bit k: slot k, if f32, may be f16
  double input_rounding = 0;  // what the kernel rounds its inputs by before it computes, relative
};

}  // namespace fovea
