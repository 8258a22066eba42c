#include "framework/formats/onnx/fold.h"

#include <unistd.h>

#include <algorithm>

#include "framework/formats/onnx/known.h"

namespace fovea::onnx {

namespace {

const KnownTable& known_table() {
  static const KnownTable table = [] {
    KnownTable made;
    add_known_arithmetic(made);
    add_known_moves(made);
    add_known_reductions(made);
    add_known_scatters(made);
    return made;
  }();
  return table;
}

Constant shape_of(const ImportNode& node) {
  const Shape shape = node.shape(0);
  const std::int64_t rank = shape.rank();
  const auto bound = [&](const char* name, std::int64_t otherwise) {
    const std::int64_t given = node.integer(name, otherwise);
    return std::clamp<std::int64_t>(given < 0 ? given + rank : given, 0, rank);
  };
  const std::int64_t start = bound("start", 0), end = std::max(start, bound("end", rank));
  return made(Shape{end - start}, Ints(shape.dims().begin() + start, shape.dims().begin() + end));
}

/// In our own files an operator on weights is a layer, which trains them.
bool is_known(const ImportNode& node) {
  for (size_t i = 0; i < node.input_count(); ++i) {
    if (!node.given(i)) continue;
    if (!node.is_constant(i)) return false;
    if (node.is_ours() && is_trained(node.operand(i).constant)) return false;
  }
  return node.input_count() > 0;
}

}  // namespace

void expect_room(const Shape& shape, std::int64_t given) {
  constexpr std::int64_t few = 1 << 23;  // numbers, from however little they are made
  if (shape.count() > std::max(few, given)) {
    throw Error(
        "its value, {}, would take too much memory: more than {} million numbers, made of {}",
        shape.str(), few >> 20, given);
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

Constant made(const Shape& shape, const Floats& values) {
  return {shape, Tensor::of(shape, std::span<const float>(values))};
}
Constant made(const Shape& shape, Ints values) { return {shape, std::move(values)}; }

Constant taken(const Constant& from, const Shape& shape, const Ints& places) {
  return with_elements(from, [&](const auto& all) {
    std::decay_t<decltype(all)> some;
    some.reserve(places.size());
    for (const std::int64_t place : places) some.push_back(all.at(static_cast<size_t>(place)));
    return made(shape, std::move(some));
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
  return node.given(i) ? node.integers(i) : node.ints(attribute, otherwise);
}

bool is_trained(const Constant& constant) {
  return constant.is_float() && !constant.initializer.empty() && constant.shape.count() > 8;
}

bool can_fold(const std::string& op) {
  return op == "Shape" || op == "Size" || op == "ConstantOfShape" || known_table().contains(op);
}

std::vector<Constant> fold(const ImportNode& node) {
  const NodeDef& definition = node.definition();
  if (definition.op == "Shape") return {shape_of(node)};
  if (definition.op == "Size") return {made(Shape{}, Ints{node.shape(0).count()})};
  const auto known = known_table().find(definition.op);
  if (known == known_table().end() || !is_known(node)) return {};
  std::vector<Constant> results = known->second(node);
  const auto comes_from_weights = [&](size_t i) {
    return node.given(i) && node.operand(i).constant.is_float() &&
           !node.operand(i).constant.initializer.empty();
  };
  bool weights = false;
  for (size_t i = 0; i < node.input_count(); ++i) weights = weights || comes_from_weights(i);
  for (size_t k = 0; k < results.size() && k < definition.outputs.size() && !node.is_ours(); ++k) {
    if (weights && results[k].is_float()) results[k].initializer = definition.outputs[k];
  }
  return results;
}

}  // namespace fovea::onnx
