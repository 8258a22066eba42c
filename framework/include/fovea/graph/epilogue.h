// The tail of a computation that a kernel may apply to its results before storing them.
#pragma once

#include <limits>
#include <optional>

#include "fovea/kernels/epilogue.h"

namespace fovea {

/// y = clamp(leak(x * scale[c] + shift[c] + residual), low, high), leak(v) = v < 0 ? slope * v : v.
/// scale and shift are vectors over the last axis, residual has the shape of x.
struct Epilogue {
  bool scale = false, shift = false, residual = false;
  float slope = 1;
  float low = -std::numeric_limits<float>::infinity();
  float high = std::numeric_limits<float>::infinity();

  int operands() const { return int{scale} + int{shift} + int{residual}; }
  bool activates() const;
  bool empty() const { return operands() == 0 && !activates(); }
  /// This epilogue followed by `next`, if the fixed order of the parts allows it.
  std::optional<Epilogue> then(const Epilogue& next) const;
  EpilogueParams params() const;
};

}  // namespace fovea
