#include "fovea/onnx/layout.h"

#include <array>
#include <numeric>

#include "fovea/core/error.h"

namespace fovea::onnx {

namespace {

constexpr std::array<int, 4> to_file = {0, 3, 1, 2}, from_file = {0, 2, 3, 1};

Shape permuted(const Shape& shape, std::span<const int> order) {
  std::vector<std::int64_t> dims;
  for (const int axis : order) dims.push_back(shape[axis]);
  return Shape(dims);
}

}  // namespace

Shape file_shape(const Layout& layout, const Shape& here) {
  return layout.kind == Layout::Kind::image ? permuted(here, to_file) : here;
}

Shape shape_here(const Layout& layout, const Shape& in_file) {
  return layout.kind == Layout::Kind::image ? permuted(in_file, from_file) : in_file;
}

int file_axis(const Layout& layout, int axis) {
  return layout.kind == Layout::Kind::image ? from_file[static_cast<size_t>(axis)] : axis;
}

int axis_here(const Layout& layout, int axis) {
  return layout.kind == Layout::Kind::image ? to_file[static_cast<size_t>(axis)] : axis;
}

bool same_order(const Shape& image) { return image[3] == 1 || image[1] * image[2] == 1; }

Tensor transposed(const Tensor& tensor, std::span<const int> order) {
  const Shape& from = tensor.shape();
  Tensor result(permuted(from, order), tensor.dtype());
  const size_t size = size_of(tensor.dtype());
  const int rank = from.rank();
  std::vector<std::int64_t> strides(static_cast<size_t>(rank)), index(static_cast<size_t>(rank));
  for (int i = 0; i < rank; ++i) {
    strides[static_cast<size_t>(i)] = from.count(order[static_cast<size_t>(i)] + 1, rank);
  }
  std::int64_t source = 0;
  const std::int64_t count = from.count();
  for (std::int64_t i = 0; i < count; ++i) {
    std::copy_n(tensor.data() + static_cast<size_t>(source) * size, size,
                result.data() + static_cast<size_t>(i) * size);
    for (int axis = rank - 1; axis >= 0; --axis) {
      const size_t a = static_cast<size_t>(axis);
      source += strides[a];
      if (++index[a] < result.shape()[axis]) break;
      source -= strides[a] * index[a];
      index[a] = 0;
    }
  }
  return result;
}

Tensor columns_to_file(const Tensor& weight, const Shape& hwc) {
  const std::int64_t units = weight.shape().count() / hwc.count();
  const Tensor image = weight.reshaped({units, hwc[0], hwc[1], hwc[2]});
  return transposed(image, to_file).reshaped(weight.shape());
}

Tensor columns_from_file(const Tensor& weight, const Shape& hwc) {
  const std::int64_t units = weight.shape().count() / hwc.count();
  const Tensor image = weight.reshaped({units, hwc[2], hwc[0], hwc[1]});
  return transposed(image, from_file).reshaped(weight.shape());
}

}  // namespace fovea::onnx
