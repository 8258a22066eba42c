#include "framework/formats/onnx/known.h"

#include <unistd.h>

#include <algorithm>

namespace fovea::onnx {

Constant constant_of_shape(const NodeDef& node, const Shape& shape) {
  expect_result_room(shape, 0);
  const auto attribute = node.attributes.find("value");
  Constant value = make_constant(Shape{1}, Floats{0});
  if (attribute != node.attributes.end()) {
    if (const auto* tensor = std::get_if<Constant>(&attribute->second)) value = *tensor;
  }
  if (value.shape.count() != 1) throw Error("its value is not one number");
  const auto count = static_cast<size_t>(shape.count());
  if (!value.is_float()) return make_constant(shape, Ints(count, std::get<Ints>(value.values)[0]));
  Tensor values(shape, DType::f32);
  std::ranges::fill(values.as<float>(), floats_of(value)[0]);
  return {shape, values};
}

void expect_result_room(const Shape& shape, std::int64_t operand_count) {
  constexpr std::int64_t few = 1 << 23;  // numbers, from however little they are made
  if (shape.count() > std::max(few, operand_count)) {
    throw Error(
        "its value, {}, would take too much memory: more than {} million numbers, made of {}",
        shape.str(), few >> 20, operand_count);
  }
  constexpr double bytes = 32;  // of an element: its places and copies while it is computed
  const double free =
      static_cast<double>(sysconf(_SC_AVPHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGESIZE));
  if (static_cast<double>(shape.count()) * bytes < std::max(free, 1e8)) return;
  throw Error("its value, {}, would not fit in the memory that is free", shape.str());
}

Floats floats_of(const Constant& constant) {
  if (const Ints* whole = std::get_if<Ints>(&constant.values)) {
    Floats result;
    for (const std::int64_t value : *whole) result.push_back(static_cast<float>(value));
    return result;
  }
  const auto values = std::get<Tensor>(constant.values).as<float>();
  return {values.begin(), values.end()};
}

Constant make_constant(const Shape& shape, const Floats& values) {
  return {shape, Tensor::of(shape, std::span<const float>(values))};
}
Constant make_constant(const Shape& shape, Ints values) { return {shape, std::move(values)}; }

Constant elements_at(const Constant& from, const Shape& shape, const Ints& places) {
  return with_elements(from, [&](const auto& all) {
    std::decay_t<decltype(all)> some;
    some.reserve(places.size());
    for (const std::int64_t place : places) some.push_back(all.at(static_cast<size_t>(place)));
    return make_constant(shape, std::move(some));
  });
}

size_t broadcast_place(const Shape& of, const Shape& shape, std::int64_t i) {
  std::int64_t at = 0, stride = 1;
  for (int axis = shape.rank() - 1, own = of.rank() - 1; own >= 0; --axis, --own) {
    if (of[own] != 1) at += i % shape[axis] * stride;
    i /= shape[axis];
    stride *= of[own];
  }
  return static_cast<size_t>(at);
}

int axis_in(std::int64_t axis, const Shape& shape) {
  if (axis < -shape.rank() || axis >= shape.rank()) {
    throw Error("axis {} does not exist in {}", axis, shape.str());
  }
  return static_cast<int>(axis < 0 ? axis + shape.rank() : axis);
}

Ints list_of(const ImportNode& node, size_t i, const char* attribute, const Ints& otherwise) {
  return node.has_input(i) ? node.integers(i) : node.ints(attribute, otherwise);
}

}  // namespace fovea::onnx
