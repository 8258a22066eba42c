#include "fovea/core/shape.h"

#include <fmt/ranges.h>

#include "fovea/core/error.h"

namespace fovea {

Shape::Shape(std::initializer_list<std::int64_t> dims)
    : Shape(std::span<const std::int64_t>(dims.begin(), dims.size())) {}

Shape::Shape(std::span<const std::int64_t> dims) {
  if (dims.size() > max_rank) {
    throw Error("a shape has at most {} dimensions, not {}", max_rank, dims.size());
  }
  constexpr std::int64_t limit = std::int64_t{1} << 48;
  std::int64_t product = 1;
  for (const std::int64_t dim : dims) {
    if (dim < 0) throw Error("a dimension of {} is negative", dim);
    if (dim != 0 && product > limit / dim) throw Error("a shape of over 2^48 elements");
    if (dim != 0) product *= dim;
    dims_[static_cast<size_t>(rank_++)] = dim;
  }
}

std::int64_t Shape::count() const { return count(0, rank_); }

std::int64_t Shape::count(int first, int last) const {
  std::int64_t product = 1;
  for (int axis = first; axis < last; ++axis) product *= (*this)[axis];
  return product;
}

Shape Shape::with(int axis, std::int64_t extent) const {
  std::array<std::int64_t, max_rank> dims = dims_;
  dims[static_cast<size_t>(axis)] = extent;
  return Shape(std::span<const std::int64_t>(dims.data(), static_cast<size_t>(rank_)));
}

std::string Shape::str() const { return fmt::format("({})", fmt::join(dims(), ", ")); }

std::string TensorType::str() const { return fmt::format("{} {}", name_of(dtype), shape.str()); }

}  // namespace fovea
