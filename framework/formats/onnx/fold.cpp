#include "framework/formats/onnx/fold.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "framework/layers/common/broadcast.h"

namespace fovea::onnx {

namespace {

/// Of a result; shape arithmetic needs few, and a short file can ask for as many as it likes.
constexpr std::int64_t most = 1 << 22;

void expect_small(const Shape& shape) {
  if (shape.count() > most) throw Error("{} is too large to be folded", shape.str());
}

using Floats = std::vector<float>;

Floats floats_of(const Constant& constant) {
  const auto values = std::get<Tensor>(constant.values).as<float>();
  return {values.begin(), values.end()};
}

Constant made(const Shape& shape, const Floats& values) {
  return {shape, Tensor::of(shape, std::span<const float>(values))};
}
Constant made(const Shape& shape, Ints values) { return {shape, std::move(values)}; }

/// Calls f with the elements of a constant, whatever they are.
template <typename F>
Constant with_elements(const Constant& constant, F&& f) {
  return constant.is_float() ? f(floats_of(constant)) : f(std::get<Ints>(constant.values));
}

/// The elements of a constant at these places of its flat order, under this shape.
Constant taken(const Constant& from, const Shape& shape, const Ints& places) {
  return with_elements(from, [&](const auto& all) {
    std::decay_t<decltype(all)> some;
    for (const std::int64_t place : places) some.push_back(all.at(static_cast<size_t>(place)));
    return made(shape, std::move(some));
  });
}

int axis_of(std::int64_t axis, const Shape& shape) {
  if (axis < -shape.rank() || axis >= shape.rank()) {
    throw Error("axis {} does not exist in {}", axis, shape.str());
  }
  return static_cast<int>(axis < 0 ? axis + shape.rank() : axis);
}

Constant shape_of(const ImportNode& node) {
  const Shape shape = node.operand(0).shape();
  const std::int64_t rank = shape.rank();
  const auto bound = [&](const char* name, std::int64_t otherwise) {
    const std::int64_t given = node.integer(name, otherwise);
    return std::clamp<std::int64_t>(given < 0 ? given + rank : given, 0, rank);
  };
  const std::int64_t start = bound("start", 0), end = std::max(start, bound("end", rank));
  return made(Shape{end - start}, Ints(shape.dims().begin() + start, shape.dims().begin() + end));
}

Constant gathered(const ImportNode& node) {
  const Constant& x = node.operand(0).constant;
  const int axis = axis_of(node.integer("axis", 0), x.shape);
  const Ints& indices = node.integers(1);
  const Shape& of_indices = node.operand(1).constant.shape;
  const std::int64_t size = x.shape[axis], inner = x.shape.count(axis + 1, x.shape.rank());
  Ints dims, places;
  for (int i = 0; i < axis; ++i) dims.push_back(x.shape[i]);
  dims.insert(dims.end(), of_indices.dims().begin(), of_indices.dims().end());
  for (int i = axis + 1; i < x.shape.rank(); ++i) dims.push_back(x.shape[i]);
  const Shape shape(dims);
  expect_small(shape);
  for (std::int64_t outer = 0; outer < x.shape.count(0, axis); ++outer) {
    for (const std::int64_t given : indices) {
      if (given < -size || given >= size) throw Error("index {} of {} elements", given, size);
      const std::int64_t first = (outer * size + (given < 0 ? given + size : given)) * inner;
      for (std::int64_t i = 0; i < inner; ++i) places.push_back(first + i);
    }
  }
  return taken(x, shape, places);
}

/// Of vectors alone, which shapes are.
Constant sliced(const ImportNode& node) {
  const Constant& x = node.operand(0).constant;
  const auto number = [&](size_t i, const char* name, std::int64_t otherwise) {
    const Ints list = node.given(i) ? node.integers(i) : node.ints(name, {otherwise});
    if (x.shape.rank() != 1 || list.size() != 1)
      throw Error("only vectors are sliced as constants");
    return list[0];
  };
  const std::int64_t size = x.shape[0], step = number(4, "steps", 1);
  const auto from_end = [&](std::int64_t i) {
    return i < 0 ? std::max<std::int64_t>(i, -size - 1) + size : i;
  };
  std::int64_t at = from_end(number(1, "starts", 0)), end = from_end(number(2, "ends", 0));
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
  return taken(x, Shape{static_cast<std::int64_t>(places.size())}, places);
}

Constant joined(const ImportNode& node) {
  const Constant& first = node.operand(0).constant;
  const int axis = axis_of(node.integer("axis", 0), first.shape);
  std::int64_t extent = 0;
  for (size_t i = 0; i < node.input_count(); ++i) {
    const Constant& part = node.operand(i).constant;
    if (part.shape.rank() != first.shape.rank() || part.is_float() != first.is_float() ||
        part.shape.with(axis, 0) != first.shape.with(axis, 0)) {
      throw Error("{} and {} do not fit together", first.shape.str(), part.shape.str());
    }
    extent += part.shape[axis];
  }
  const Shape shape = first.shape.with(axis, extent);
  expect_small(shape);
  return with_elements(first, [&](auto all) {
    all.clear();
    for (std::int64_t outer = 0; outer < shape.count(0, axis); ++outer) {
      for (size_t i = 0; i < node.input_count(); ++i) {
        const Constant& part = node.operand(i).constant;
        const std::int64_t run = part.shape.count(axis, part.shape.rank());
        with_elements(part, [&](const auto& from) {
          all.insert(all.end(), from.begin() + outer * run, from.begin() + (outer + 1) * run);
          return Constant();
        });
      }
    }
    return made(shape, std::move(all));
  });
}

std::int64_t whole(double value) {
  if (!(std::abs(value) < 9e18)) throw Error("{} is no whole number of 64 bits", value);
  return static_cast<std::int64_t>(value);
}

Constant cast(const ImportNode& node) {
  constexpr std::int64_t to_float = 1, to_int32 = 6, to_int64 = 7, to_bool = 9;
  const Constant& x = node.operand(0).constant;
  const std::int64_t to = node.integer("to", 0);
  if (to != to_float && to != to_int32 && to != to_int64 && to != to_bool)
    throw Error("only f32, i32, i64 and bool are supported");
  return with_elements(x, [&](const auto& all) -> Constant {
    if (to == to_float) return made(x.shape, Floats(all.begin(), all.end()));
    Ints result;
    for (const auto value : all) {
      result.push_back(to == to_bool  ? value != 0
                       : x.is_float() ? whole(static_cast<double>(value))
                                      : static_cast<std::int64_t>(value));
    }
    return made(x.shape, result);
  });
}

Constant filled(const ImportNode& node) {
  const Ints& dims = node.integers(0);
  const Shape shape{std::span<const std::int64_t>(dims)};
  expect_small(shape);
  const auto given = node.definition().attributes.find("value");
  Constant value = made(Shape{1}, Floats{0});
  if (given != node.definition().attributes.end()) {
    if (const auto* tensor = std::get_if<Constant>(&given->second)) value = *tensor;
  }
  return taken(value, shape, Ints(static_cast<size_t>(shape.count()), 0));
}

Constant range(const ImportNode& node) {
  const auto number = [&](size_t i) {
    const Ints& list = node.integers(i);
    if (list.size() != 1) throw Error("input {} should be one number", i + 1);
    return list[0];
  };
  const std::int64_t start = number(0), limit = number(1), delta = number(2);
  if (delta == 0) throw Error("a step of 0 leads nowhere");
  Ints values;
  const double count = std::ceil((static_cast<double>(limit) - static_cast<double>(start)) /
                                 static_cast<double>(delta));
  if (count > static_cast<double>(most)) throw Error("{} numbers are too many to be folded", count);
  for (std::int64_t i = 0; i < static_cast<std::int64_t>(count); ++i)
    values.push_back(start + i * delta);
  return made(Shape{static_cast<std::int64_t>(values.size())}, values);
}

/// Whole numbers wrap around as unsigned ones do.
std::int64_t calculated(const std::string& op, std::int64_t a, std::int64_t b) {
  const auto x = static_cast<std::uint64_t>(a), y = static_cast<std::uint64_t>(b);
  if (op == "Add") return static_cast<std::int64_t>(x + y);
  if (op == "Sub") return static_cast<std::int64_t>(x - y);
  if (op == "Mul") return static_cast<std::int64_t>(x * y);
  if (op == "Min") return std::min(a, b);
  if (op == "Max") return std::max(a, b);
  if (b == 0) throw Error("a division by 0");
  return b == -1 ? static_cast<std::int64_t>(-x) : a / b;
}

float calculated(const std::string& op, float a, float b) {
  if (op == "Add") return a + b;
  if (op == "Sub") return a - b;
  if (op == "Mul") return a * b;
  if (op == "Min") return std::min(a, b);
  if (op == "Max") return std::max(a, b);
  return a / b;
}

Constant combined(const ImportNode& node) {
  const Constant &a = node.operand(0).constant, &b = node.operand(1).constant;
  if (a.is_float() != b.is_float() || node.input_count() != 2)
    throw Error("its constants are of two kinds");
  const Shape shape = broadcast(a.shape, b.shape);
  expect_small(shape);
  const auto place = [&](const Shape& of, std::int64_t i) {
    std::int64_t at = 0, stride = 1;
    for (int axis = shape.rank() - 1, own = of.rank() - 1; own >= 0; --axis, --own) {
      if (of[own] != 1) at += i % shape[axis] * stride;
      i /= shape[axis];
      stride *= of[own];
    }
    return static_cast<size_t>(at);
  };
  const auto run = [&](const auto& x, const auto& y) {
    std::decay_t<decltype(x)> result;
    for (std::int64_t i = 0; i < shape.count(); ++i) {
      result.push_back(
          calculated(node.definition().op, x[place(a.shape, i)], y[place(b.shape, i)]));
    }
    return made(shape, std::move(result));
  };
  return a.is_float() ? run(floats_of(a), floats_of(b))
                      : run(std::get<Ints>(a.values), std::get<Ints>(b.values));
}

Constant rounded(const ImportNode& node) {
  const Constant& x = node.operand(0).constant;
  if (!x.is_float()) return x;
  Floats values = floats_of(x);
  const bool up = node.definition().op == "Ceil";
  for (float& value : values) value = up ? std::ceil(value) : std::floor(value);
  return made(x.shape, values);
}

using Folder = Constant (*)(const ImportNode&);

const std::map<std::string, Folder>& folders() {
  static const std::map<std::string, Folder> table = {
      {"Add", combined},           {"Cast", cast},    {"Ceil", rounded},  {"Concat", joined},
      {"ConstantOfShape", filled}, {"Div", combined}, {"Floor", rounded}, {"Gather", gathered},
      {"Max", combined},           {"Min", combined}, {"Mul", combined},  {"Range", range},
      {"Slice", sliced},           {"Sub", combined}};
  return table;
}

/// Whole numbers, and floats that are no initializer: those are trained.
bool is_known(const ImportNode& node) {
  for (size_t i = 0; i < node.input_count(); ++i) {
    if (!node.given(i)) continue;
    const Operand& x = node.operand(i);
    if (!x.is_constant()) return false;
    const bool trained = x.constant.is_float() && !x.constant.initializer.empty();
    if (trained && x.constant.shape.count() > 8) return false;
  }
  return node.input_count() > 0;
}

}  // namespace

std::optional<Constant> fold(const ImportNode& node) {
  if (node.definition().op == "Shape") return shape_of(node);
  const auto folder = folders().find(node.definition().op);
  if (folder == folders().end() || !is_known(node)) return {};
  return folder->second(node);
}

}  // namespace fovea::onnx
