// The extents of a tensor, outermost first. Images are (N, H, W, C), convolution weights
// (O, H, W, I), matrices (rows, columns), a scalar has rank 0.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>

#include "fovea/core/dtype.h"

namespace fovea {

class Shape {
 public:
  static constexpr int max_rank = 8;

  Shape() = default;
  /// Throws Error for more than 8 dimensions, a negative one, or a product above 2^48.
  Shape(std::initializer_list<std::int64_t> dims);
  explicit Shape(std::span<const std::int64_t> dims);

  int rank() const { return rank_; }
  std::int64_t operator[](int axis) const { return dims_[static_cast<size_t>(axis)]; }
  std::int64_t back() const { return rank_ ? (*this)[rank_ - 1] : 1; }
  std::span<const std::int64_t> dims() const { return {dims_.data(), static_cast<size_t>(rank_)}; }
  /// Number of elements; 1 for a scalar.
  std::int64_t count() const;
  /// The product of the dimensions first .. last-1.
  std::int64_t count(int first, int last) const;
  /// The same shape with one extent changed.
  Shape with(int axis, std::int64_t extent) const;
  /// "(64, 28, 28, 1)"
  std::string str() const;

  bool operator==(const Shape&) const = default;

 private:
  std::array<std::int64_t, max_rank> dims_{};
  int rank_ = 0;
};

/// What is known about a tensor before it has values.
struct TensorType {
  Shape shape;
  DType dtype = DType::f32;

  std::int64_t bytes() const { return shape.count() * static_cast<std::int64_t>(size_of(dtype)); }
  /// "f32 (64, 10)"
  std::string str() const;
  bool operator==(const TensorType&) const = default;
};

}  // namespace fovea
