// Broadcasting: shapes are aligned at their ends, and an axis that one of them lacks, or on which
// it has the extent 1, is repeated to the extent of the other (as in NumPy and ONNX).
#pragma once

#include <initializer_list>
#include <span>
#include <vector>

#include "fovea/core/shape.h"
#include "fovea/kernels/params.h"

namespace fovea {

/// The shape of both; throws Error naming the axes that differ.
Shape broadcast(const Shape& a, const Shape& b);

/// The axes of y and, along each, the strides in some tensors that are read with y; axes that are
/// contiguous in all of them are merged.
class StridedAxes {
 public:
  explicit StridedAxes(const Shape& y) : y_(y) {}

  /// A tensor of this shape, which is broadcast to y.
  StridedAxes& broadcast(const Shape& x);
  /// A tensor with this stride along each axis of y.
  StridedAxes& strided(std::span<const std::int64_t> strides);
  /// Writes the sizes, and the strides of each tensor, and returns the rank, at least 1. Throws
  /// Error if a number needs more than 32 bits.
  uint write(uint* size, std::initializer_list<uint*> strides) const;

 private:
  Shape y_;
  std::vector<std::vector<std::int64_t>> strides_;  // of each tensor
};

}  // namespace fovea
