// Operators that move, repeat or make elements and compute nothing.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "framework/formats/onnx/known.h"
#include "framework/layers/common/broadcast.h"

namespace fovea::onnx {

namespace {

std::vector<Constant> gathered(const ImportNode& node) {
  const Constant& x = node.operand(0).constant;
  const int axis = axis_in(node.integer("axis", 0), x.shape);
  const Ints& indices = node.integers(1);
  const Shape& of_indices = node.operand(1).constant.shape;
  const std::int64_t size = x.shape[axis], inner = x.shape.count(axis + 1, x.shape.rank());
  Ints dims, places;
  for (int i = 0; i < axis; ++i) dims.push_back(x.shape[i]);
  dims.insert(dims.end(), of_indices.dims().begin(), of_indices.dims().end());
  for (int i = axis + 1; i < x.shape.rank(); ++i) dims.push_back(x.shape[i]);
  const Shape shape(dims);
  expect_result_room(shape, x.shape.count() + of_indices.count());
  places.reserve(static_cast<size_t>(shape.count()));
  for (std::int64_t outer = 0; outer < x.shape.count(0, axis); ++outer) {
    for (const std::int64_t index : indices) {
      if (index < -size || index >= size) throw Error("index {} of {} elements", index, size);
      const std::int64_t first = (outer * size + (index < 0 ? index + size : index)) * inner;
      for (std::int64_t i = 0; i < inner; ++i) places.push_back(first + i);
    }
  }
  return {elements_at(x, shape, places)};
}

/// The indices that a slice takes from an axis of this size.
Ints sliced_axis(std::int64_t size, std::int64_t start, std::int64_t end, std::int64_t step) {
  const auto from_end = [&](std::int64_t i) {
    return i < 0 ? std::max<std::int64_t>(i, -size - 1) + size : i;
  };
  std::int64_t at = from_end(start);
  end = from_end(end);
  if (step == 0) throw Error("a step of 0 leads nowhere");
  Ints places;
  if (step > 0) {
    for (end = std::min(end, size), at = std::max<std::int64_t>(at, 0); at < end;
         at += std::min(step, size))
      places.push_back(at);
  } else {
    for (at = std::min(at, size - 1); at > end && at >= 0; at += std::max(step, -size))
      places.push_back(at);
  }
  return places;
}

/// The elements at the given indices of each axis.
Constant at_indices(const Constant& x, const std::vector<Ints>& indices) {
  Ints dims, places{0};
  for (int axis = 0; axis < x.shape.rank(); ++axis) {
    const Ints& own = indices[static_cast<size_t>(axis)];
    dims.push_back(static_cast<std::int64_t>(own.size()));
    Ints next;
    next.reserve(places.size() * own.size());
    for (const std::int64_t place : places) {
      for (const std::int64_t index : own) next.push_back(place * x.shape[axis] + index);
    }
    places = std::move(next);
  }
  return elements_at(x, Shape(dims), places);
}

std::vector<Constant> sliced(const ImportNode& node) {
  const Constant& x = node.operand(0).constant;
  const Ints starts = list_of(node, 1, "starts", {}), ends = list_of(node, 2, "ends", {});
  Ints first_axes(starts.size());
  std::iota(first_axes.begin(), first_axes.end(), 0);
  const Ints axes = list_of(node, 3, "axes", first_axes);
  const Ints steps = list_of(node, 4, "steps", Ints(starts.size(), 1));
  if (ends.size() != starts.size() || axes.size() != starts.size() ||
      steps.size() != starts.size()) {
    throw Error("{} starts, {} ends, {} axes and {} steps", starts.size(), ends.size(), axes.size(),
                steps.size());
  }
  std::vector<Ints> indices;
  for (int axis = 0; axis < x.shape.rank(); ++axis) {
    indices.emplace_back(static_cast<size_t>(x.shape[axis]));
    std::iota(indices.back().begin(), indices.back().end(), 0);
  }
  for (size_t i = 0; i < axes.size(); ++i) {
    const int axis = axis_in(axes[i], x.shape);
    indices[static_cast<size_t>(axis)] = sliced_axis(x.shape[axis], starts[i], ends[i], steps[i]);
  }
  return {at_indices(x, indices)};
}

std::vector<Constant> split(const ImportNode& node) {
  const Constant& x = node.operand(0).constant;
  const int axis = axis_in(node.integer("axis", 0), x.shape);
  const auto count = static_cast<std::int64_t>(node.definition().outputs.size());
  Ints sizes = list_of(node, 1, "split", {});
  if (sizes.empty()) {
    const std::int64_t size = (x.shape[axis] + count - 1) / count;
    sizes.assign(static_cast<size_t>(count), size);
    sizes.back() = x.shape[axis] - size * (count - 1);
  }
  if (static_cast<std::int64_t>(sizes.size()) != count ||
      std::accumulate(sizes.begin(), sizes.end(), std::int64_t{0}) != x.shape[axis] ||
      std::ranges::min(sizes) < 0) {
    throw Error("{} parts of {} for {} outputs", sizes.size(), x.shape.str(), count);
  }
  std::vector<Constant> parts;
  std::int64_t first = 0;
  for (const std::int64_t size : sizes) {
    std::vector<Ints> indices;
    for (int i = 0; i < x.shape.rank(); ++i) {
      indices.emplace_back(static_cast<size_t>(i == axis ? size : x.shape[i]));
      std::iota(indices.back().begin(), indices.back().end(), i == axis ? first : 0);
    }
    parts.push_back(at_indices(x, indices));
    first += size;
  }
  return parts;
}

std::vector<Constant> joined(const ImportNode& node) {
  const Constant& first = node.operand(0).constant;
  const int axis = axis_in(node.integer("axis", 0), first.shape);
  std::int64_t extent = 0;
  for (size_t i = 0; i < node.input_count(); ++i) {
    const Constant& part = node.operand(i).constant;
    if (part.is_float() != first.is_float()) throw Error("its constants are of two kinds");
    if (part.shape.rank() != first.shape.rank() ||
        part.shape.with(axis, 0) != first.shape.with(axis, 0)) {
      throw Error("{} and {} do not fit together", first.shape.str(), part.shape.str());
    }
    extent += part.shape[axis];
  }
  const Shape shape = first.shape.with(axis, extent);
  expect_result_room(shape, shape.count());
  const auto append = [&](auto& all, const auto& elements) {
    for (std::int64_t outer = 0; outer < shape.count(0, axis); ++outer) {
      for (size_t i = 0; i < node.input_count(); ++i) {
        const Constant& part = node.operand(i).constant;
        const std::int64_t run = part.shape.count(axis, part.shape.rank());
        const auto& from = elements(part);
        all.insert(all.end(), from.begin() + outer * run, from.begin() + (outer + 1) * run);
      }
    }
  };
  if (first.is_float()) {
    Floats all;
    append(all, [](const Constant& part) { return std::get<Tensor>(part.values).as<float>(); });
    return {make_constant(shape, all)};
  }
  Ints all;
  append(all, [](const Constant& part) -> const Ints& { return std::get<Ints>(part.values); });
  return {make_constant(shape, std::move(all))};
}

std::vector<Constant> permuted(const ImportNode& node) {
  const Constant& x = node.operand(0).constant;
  const int rank = x.shape.rank();
  Ints reversed;
  for (int axis = rank - 1; axis >= 0; --axis) reversed.push_back(axis);
  const Ints perm = node.ints("perm", reversed);
  Ints in_order = perm;
  std::ranges::sort(in_order);
  if (!std::ranges::equal(in_order, Ints(reversed.rbegin(), reversed.rend()))) return {};
  Ints dims;
  for (const std::int64_t axis : perm) dims.push_back(x.shape[static_cast<int>(axis)]);
  Ints places{0};
  for (const std::int64_t axis : perm) {
    const int a = static_cast<int>(axis);
    const std::int64_t stride = x.shape.count(a + 1, rank);
    Ints next;
    for (const std::int64_t place : places) {
      for (std::int64_t i = 0; i < x.shape[a]; ++i) next.push_back(place + i * stride);
    }
    places = std::move(next);
  }
  return {elements_at(x, Shape(dims), places)};
}

Constant spread(const Constant& x, const Shape& shape) {
  expect_result_room(shape, x.shape.count());
  Ints places;
  places.reserve(static_cast<size_t>(shape.count()));
  for (std::int64_t i = 0; i < shape.count(); ++i) {
    places.push_back(static_cast<std::int64_t>(broadcast_place(x.shape, shape, i)));
  }
  return elements_at(x, shape, places);
}

std::vector<Constant> expanded(const ImportNode& node) {
  const Constant& x = node.operand(0).constant;
  return {spread(x, broadcast(x.shape, Shape(node.integers(1))))};
}

std::vector<Constant> tiled(const ImportNode& node) {
  const Constant& x = node.operand(0).constant;
  const Ints& repeats = node.integers(1);
  if (static_cast<int>(repeats.size()) != x.shape.rank()) {
    throw Error("{} repeats for {}", repeats.size(), x.shape.str());
  }
  Ints dims;
  std::vector<Ints> indices;
  for (int axis = 0; axis < x.shape.rank(); ++axis) {
    const std::int64_t count = repeats[static_cast<size_t>(axis)];
    if (count < 0) throw Error("{} repeats", count);
    dims.push_back(Shape{x.shape[axis], count}.count());
  }
  expect_result_room(Shape(dims), x.shape.count());
  for (int axis = 0; axis < x.shape.rank(); ++axis) {
    Ints own;
    for (std::int64_t i = 0; i < dims[static_cast<size_t>(axis)]; ++i) {
      own.push_back(i % x.shape[axis]);
    }
    indices.push_back(std::move(own));
  }
  return {at_indices(x, indices)};
}

template <typename T>
std::vector<T> counted(T start, T limit, T delta) {
  if (delta == 0) throw Error("a step of 0 leads nowhere");
  const double count = std::ceil((static_cast<double>(limit) - static_cast<double>(start)) /
                                 static_cast<double>(delta));
  if (!(count < 1e15)) throw Error("{} numbers are too many", count);
  std::vector<T> values;
  if (count <= 0) return values;
  expect_result_room(Shape{static_cast<std::int64_t>(count)}, 0);
  for (std::int64_t i = 0; i < static_cast<std::int64_t>(count); ++i) {
    values.push_back(static_cast<T>(start + static_cast<T>(i) * delta));
  }
  return values;
}

std::vector<Constant> range(const ImportNode& node) {
  for (size_t i = 0; i < 3; ++i) {
    if (node.operand(i).constant.shape.count() != 1) {
      throw Error("input {} should be one number", i + 1);
    }
  }
  const auto of_length = [](auto values) {
    const Shape shape{static_cast<std::int64_t>(values.size())};
    return make_constant(shape, std::move(values));
  };
  if (node.operand(0).constant.is_float()) {
    return {of_length(counted(node.scalar(0), node.scalar(1), node.scalar(2)))};
  }
  return {of_length(counted(node.integers(0)[0], node.integers(1)[0], node.integers(2)[0]))};
}

std::vector<Constant> non_zero(const ImportNode& node) {
  const Constant& x = node.operand(0).constant;
  const int rank = x.shape.rank();
  Ints places;
  with_elements(x, [&](const auto& all) {
    for (size_t i = 0; i < all.size(); ++i) {
      if (all[i] != 0) places.push_back(static_cast<std::int64_t>(i));
    }
    return Constant();
  });
  Ints indices;
  for (int axis = 0; axis < rank; ++axis) {
    for (const std::int64_t place : places) {
      indices.push_back(place / x.shape.count(axis + 1, rank) % x.shape[axis]);
    }
  }
  return {make_constant(Shape{rank, static_cast<std::int64_t>(places.size())}, std::move(indices))};
}

/// The part above or below a diagonal; the rest is 0.
std::vector<Constant> triangle(const ImportNode& node) {
  const Constant& x = node.operand(0).constant;
  const int rank = x.shape.rank();
  if (rank < 2) return {};
  const std::int64_t k = node.has_input(1) ? node.integers(1).at(0) : 0;
  const bool upper = node.integer("upper", 1) != 0;
  const std::int64_t rows = x.shape[rank - 2], columns = x.shape[rank - 1];
  return {with_elements(x, [&](auto all) {
    for (size_t i = 0; i < all.size(); ++i) {
      const std::int64_t place = static_cast<std::int64_t>(i);
      const std::int64_t offset = place % columns - place / columns % rows;
      if (upper ? offset < k : offset > k) all[i] = 0;
    }
    return make_constant(x.shape, std::move(all));
  })};
}

}  // namespace

void add_known_moves(KnownTable& table) {
  table["Concat"] = joined;
  table["Expand"] = expanded;
  table["Gather"] = gathered;
  table["NonZero"] = non_zero;
  table["Range"] = range;
  table["Slice"] = sliced;
  table["Split"] = split;
  table["Tile"] = tiled;
  table["Transpose"] = permuted;
  table["Trilu"] = triangle;
}

}  // namespace fovea::onnx
