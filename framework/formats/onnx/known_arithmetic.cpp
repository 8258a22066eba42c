// Arithmetic on constants, element by element.
#include <algorithm>
#include <cmath>

#include "framework/formats/onnx/known.h"
#include "framework/layers/common/broadcast.h"

namespace fovea::onnx {

namespace {

/// Whole numbers wrap around as unsigned ones do.
std::int64_t divided(std::int64_t a, std::int64_t b) {
  if (b == 0) throw Error("a division by 0");
  return b == -1 ? static_cast<std::int64_t>(-static_cast<std::uint64_t>(a)) : a / b;
}

/// The remainder with the sign of the divisor, as in Python.
std::int64_t modulo(std::int64_t a, std::int64_t b) {
  if (b == 0) throw Error("a division by 0");
  if (b == -1) return 0;
  const std::int64_t rest = a % b;
  return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
}

std::int64_t to_the_power(std::int64_t a, std::int64_t b) {
  if (b < 0) return a == 1 ? 1 : a == -1 ? (b % 2 == 0 ? 1 : -1) : 0;
  std::uint64_t result = 1, factor = static_cast<std::uint64_t>(a);
  for (auto rest = static_cast<std::uint64_t>(b); rest > 0; rest >>= 1) {
    if (rest & 1) result *= factor;
    factor *= factor;
  }
  return static_cast<std::int64_t>(result);
}

using IntPair = std::int64_t (*)(std::int64_t, std::int64_t);
using FloatPair = float (*)(float, float);

template <typename Of>
Constant paired(const Constant& a, const Constant& b, Of of) {
  const Shape shape = broadcast(a.shape, b.shape);
  expect_result_room(shape, a.shape.count() + b.shape.count());
  const auto run = [&](const auto& x, const auto& y) {
    using Result = decltype(of(x[0], y[0]));
    std::vector<Result> result;
    result.reserve(static_cast<size_t>(shape.count()));
    for (std::int64_t i = 0; i < shape.count(); ++i) {
      result.push_back(
          of(x[broadcast_place(a.shape, shape, i)], y[broadcast_place(b.shape, shape, i)]));
    }
    return make_constant(shape, std::move(result));
  };
  if (!a.is_float() && !b.is_float()) {
    return run(std::get<Ints>(a.values), std::get<Ints>(b.values));
  }
  return run(floats_of(a), floats_of(b));
}

/// An operator of one or more inputs, taken two by two from the first on.
Known chain(FloatPair of_floats, IntPair of_ints) {
  return [=](const ImportNode& node) -> std::vector<Constant> {
    Constant so_far = node.operand(0).constant;
    for (size_t i = 1; i < node.input_count(); ++i) {
      const Constant& next = node.operand(i).constant;
      if (so_far.is_float() != next.is_float() && node.definition().op != "Pow") {
        throw Error("its constants are of two kinds");
      }
      so_far =
          !so_far.is_float() && !next.is_float()
              ? paired(so_far, next,
                       [=](auto a, auto b) {
                         return of_ints(static_cast<std::int64_t>(a), static_cast<std::int64_t>(b));
                       })
              : paired(so_far, next, [=](auto a, auto b) {
                  return of_floats(static_cast<float>(a), static_cast<float>(b));
                });
    }
    return {so_far};
  };
}

/// A comparison: 1 where it is true.
template <typename Of>
Known comparison(Of of) {
  return [=](const ImportNode& node) -> std::vector<Constant> {
    return {paired(node.operand(0).constant, node.operand(1).constant,
                   [=](auto a, auto b) { return std::int64_t{of(a, b)}; })};
  };
}

Known unary(double (*of)(double)) {
  return [=](const ImportNode& node) -> std::vector<Constant> {
    const Constant& x = node.operand(0).constant;
    Floats values = floats_of(x);
    for (float& value : values) value = static_cast<float>(of(double{value}));
    return {make_constant(x.shape, values)};
  };
}

/// A function that exists for whole numbers too.
template <typename Of>
Known unary_of_both(Of of) {
  return [=](const ImportNode& node) -> std::vector<Constant> {
    const Constant& x = node.operand(0).constant;
    return {with_elements(x, [&](auto all) {
      for (auto& value : all) value = of(value);
      return make_constant(x.shape, std::move(all));
    })};
  };
}

std::int64_t whole(double value) {
  if (!(std::abs(value) < 9e18)) throw Error("{} is no whole number of 64 bits", value);
  return static_cast<std::int64_t>(value);
}

/// The numbers of the element types in the standard.
std::int64_t narrowed_to(std::int64_t type, std::int64_t value) {
  switch (type) {
    case 2:
      return static_cast<std::uint8_t>(value);
    case 3:
      return static_cast<std::int8_t>(value);
    case 4:
      return static_cast<std::uint16_t>(value);
    case 5:
      return static_cast<std::int16_t>(value);
    case 6:
      return static_cast<std::int32_t>(value);
    case 12:
      return static_cast<std::uint32_t>(value);
    default:
      return value;
  }
}

std::vector<Constant> cast(const ImportNode& node) {
  constexpr std::int64_t boolean = 9;
  const Constant& x = node.operand(0).constant;
  const std::int64_t to = node.integer("to", 0);
  const bool real = to == 1 || to == 10 || to == 11 || to == 16;
  if (!real && !(to >= 2 && to <= 7) && to != boolean && to != 12 && to != 13) return {};
  return {with_elements(x, [&](const auto& all) -> Constant {
    if (real) return make_constant(x.shape, Floats(all.begin(), all.end()));
    Ints result;
    for (const auto value : all) {
      result.push_back(to == boolean
                           ? value != 0
                           : narrowed_to(to, x.is_float() ? whole(static_cast<double>(value))
                                                          : static_cast<std::int64_t>(value)));
    }
    return make_constant(x.shape, std::move(result));
  })};
}

std::vector<Constant> where(const ImportNode& node) {
  const Constant &condition = node.operand(0).constant, &a = node.operand(1).constant,
                 &b = node.operand(2).constant;
  if (condition.is_float() || a.is_float() != b.is_float()) return {};
  const Shape shape = broadcast(condition.shape, broadcast(a.shape, b.shape));
  expect_result_room(shape, condition.shape.count() + a.shape.count() + b.shape.count());
  const Ints& holds = std::get<Ints>(condition.values);
  const auto run = [&](const auto& x, const auto& y) {
    std::decay_t<decltype(x)> result;
    for (std::int64_t i = 0; i < shape.count(); ++i) {
      result.push_back(holds[broadcast_place(condition.shape, shape, i)] != 0
                           ? x[broadcast_place(a.shape, shape, i)]
                           : y[broadcast_place(b.shape, shape, i)]);
    }
    return make_constant(shape, std::move(result));
  };
  return {a.is_float() ? run(floats_of(a), floats_of(b))
                       : run(std::get<Ints>(a.values), std::get<Ints>(b.values))};
}

std::vector<Constant> clipped(const ImportNode& node) {
  const Constant& x = node.operand(0).constant;
  const auto bound = [&](size_t i, const char* attribute, auto otherwise) {
    if (!node.has_input(i)) {
      return x.is_float() ? static_cast<decltype(otherwise)>(
                                node.number(attribute, static_cast<float>(otherwise)))
                          : otherwise;
    }
    const Constant& limit = node.operand(i).constant;
    if (limit.shape.count() != 1 || limit.is_float() != x.is_float()) {
      throw Error("input {} should be one number like those of input 1", i + 1);
    }
    return limit.is_float() ? static_cast<decltype(otherwise)>(floats_of(limit)[0])
                            : static_cast<decltype(otherwise)>(std::get<Ints>(limit.values)[0]);
  };
  return {with_elements(x, [&](auto all) {
    using Element = typename std::decay_t<decltype(all)>::value_type;
    const Element low = bound(1, "min", std::numeric_limits<Element>::lowest());
    const Element high = bound(2, "max", std::numeric_limits<Element>::max());
    for (auto& value : all) value = std::min(std::max(value, low), high);
    return make_constant(x.shape, std::move(all));
  })};
}

/// (x - zero_point) * scale, with one scale, or one per index of `axis`.
std::vector<Constant> dequantized(const ImportNode& node) {
  const Constant &x = node.operand(0).constant, &scale = node.operand(1).constant;
  if (x.is_float() || !scale.is_float() || node.integer("block_size", 0) != 0) return {};
  const bool per_axis = scale.shape.count() != 1;
  const int axis = per_axis ? axis_in(node.integer("axis", 1), x.shape) : 0;
  const std::int64_t inner = per_axis ? x.shape.count(axis + 1, x.shape.rank()) : 1;
  const std::int64_t extent = per_axis ? x.shape[axis] : 1;
  if (scale.shape.count() != extent) throw Error("{} scales for {}", scale.shape.count(), extent);
  const Floats scales = floats_of(scale);
  Ints zeros(scales.size());
  if (node.has_input(2)) zeros = node.integers(2);
  if (zeros.size() != scales.size())
    throw Error("{} zero points for {} scales", zeros.size(), scales.size());
  Floats result;
  for (const std::int64_t value : std::get<Ints>(x.values)) {
    const auto at = static_cast<size_t>(static_cast<std::int64_t>(result.size()) / inner % extent);
    result.push_back(static_cast<float>(value - zeros[at]) * scales[at]);
  }
  return {make_constant(x.shape, result)};
}

std::vector<Constant> mod(const ImportNode& node) {
  const bool like_c = node.integer("fmod", 0) != 0;
  const Constant &a = node.operand(0).constant, &b = node.operand(1).constant;
  if (a.is_float() != b.is_float()) return {};
  if (a.is_float()) {
    return {paired(a, b, [](auto x, auto y) {
      return static_cast<float>(std::fmod(static_cast<double>(x), static_cast<double>(y)));
    })};
  }
  return {paired(a, b, [=](auto x, auto y) {
    const auto i = static_cast<std::int64_t>(x), j = static_cast<std::int64_t>(y);
    if (!like_c) return modulo(i, j);
    if (j == 0) throw Error("a division by 0");
    return j == -1 ? std::int64_t{0} : i % j;
  })};
}

template <typename Op>
std::int64_t wrapped(std::int64_t a, std::int64_t b, Op op) {
  return static_cast<std::int64_t>(
      op(static_cast<std::uint64_t>(a), static_cast<std::uint64_t>(b)));
}

}  // namespace

void add_known_arithmetic(KnownTable& table) {
  table["Add"] = table["Sum"] =
      chain([](float a, float b) { return a + b; },
            [](std::int64_t a, std::int64_t b) { return wrapped(a, b, std::plus<>()); });
  table["Sub"] =
      chain([](float a, float b) { return a - b; },
            [](std::int64_t a, std::int64_t b) { return wrapped(a, b, std::minus<>()); });
  table["Mul"] =
      chain([](float a, float b) { return a * b; },
            [](std::int64_t a, std::int64_t b) { return wrapped(a, b, std::multiplies<>()); });
  table["Div"] = chain([](float a, float b) { return a / b; }, divided);
  table["Min"] = chain([](float a, float b) { return std::min(a, b); },
                       [](std::int64_t a, std::int64_t b) { return std::min(a, b); });
  table["Max"] = chain([](float a, float b) { return std::max(a, b); },
                       [](std::int64_t a, std::int64_t b) { return std::max(a, b); });
  table["Pow"] = chain([](float a, float b) { return std::pow(a, b); }, to_the_power);
  table["Mod"] = mod;

  table["Equal"] = comparison([](auto a, auto b) { return a == b; });
  table["Less"] = comparison([](auto a, auto b) { return a < b; });
  table["LessOrEqual"] = comparison([](auto a, auto b) { return a <= b; });
  table["Greater"] = comparison([](auto a, auto b) { return a > b; });
  table["GreaterOrEqual"] = comparison([](auto a, auto b) { return a >= b; });
  table["And"] = comparison([](auto a, auto b) { return a != 0 && b != 0; });
  table["Or"] = comparison([](auto a, auto b) { return a != 0 || b != 0; });
  table["Xor"] = comparison([](auto a, auto b) { return (a != 0) != (b != 0); });

  const auto not_zero = [](auto value) { return static_cast<decltype(value)>(value == 0); };
  table["Not"] = unary_of_both(not_zero);
  table["Neg"] = unary_of_both([](auto value) {
    return std::is_floating_point_v<decltype(value)>
               ? -value
               : static_cast<decltype(value)>(
                     wrapped(0, static_cast<std::int64_t>(value), std::minus<>()));
  });
  table["Abs"] = unary_of_both([](auto value) { return value < 0 ? -value : value; });
  table["Sign"] = unary_of_both(
      [](auto value) { return static_cast<decltype(value)>((value > 0) - (value < 0)); });
  table["Relu"] = unary_of_both([](auto value) { return value < 0 ? decltype(value)(0) : value; });
  table["Floor"] = unary([](double x) { return std::floor(x); });
  table["Ceil"] = unary([](double x) { return std::ceil(x); });
  table["Round"] = unary([](double x) { return std::nearbyint(x); });
  table["Sqrt"] = unary([](double x) { return std::sqrt(x); });
  table["Exp"] = unary([](double x) { return std::exp(x); });
  table["Log"] = unary([](double x) { return std::log(x); });
  table["Sin"] = unary([](double x) { return std::sin(x); });
  table["Cos"] = unary([](double x) { return std::cos(x); });
  table["Tan"] = unary([](double x) { return std::tan(x); });
  table["Atan"] = unary([](double x) { return std::atan(x); });
  table["Erf"] = unary([](double x) { return std::erf(x); });
  table["Tanh"] = unary([](double x) { return std::tanh(x); });
  table["Sigmoid"] = unary([](double x) { return 1 / (1 + std::exp(-x)); });
  table["Softplus"] = unary(
      [](double x) { return x > 0 ? x + std::log1p(std::exp(-x)) : std::log1p(std::exp(x)); });
  table["Reciprocal"] = unary([](double x) { return 1 / x; });

  table["Cast"] = cast;
  table["Where"] = where;
  table["Clip"] = clipped;
  table["DequantizeLinear"] = dequantized;
}

}  // namespace fovea::onnx
