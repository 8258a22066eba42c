// Broadcasting: shapes are aligned at their ends, and an axis that one of them lacks, or has once,
// repeats along the other's (as in NumPy and ONNX).
#pragma once

#include <initializer_list>
#include <span>
#include <vector>

#include "fovea/core/shape.h"
#include "fovea/kernels/params.h"

namespace fovea {

/// The shape of both; throws Error naming the axes that differ.
Shape broadcast(const Shape& a, const Shape& b);

/// The axes of y with the strides at which its elements meet those of some tensors; axes that all
/// of them go through in one run are merged.
class StridedAxes {
 public:
  explicit StridedAxes(const Shape& y) : y_(y) {}

  /// A tensor of this shape, which is broadcast to y.
  StridedAxes& broadcast(const Shape& x);
  /// A tensor with this stride along each axis of y.
  StridedAxes& strided(std::span<const std::int64_t> strides);
  /// Writes the sizes, and the strides of each tensor, and returns the rank, at least 1. Throws
  /// Error beyond 32 bits.
  uint write(uint* size, std::initializer_list<uint*> strides) const;

 private:
  Shape y_;
  std::vector<std::vector<std::int64_t>> strides_;  // of each tensor
};

}  // namespace fovea
