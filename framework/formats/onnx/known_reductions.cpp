// Reductions of constants, and products of matrices.
#include <algorithm>
#include <cmath>
#include <limits>

#include "framework/formats/onnx/known.h"
#include "framework/layers/common/broadcast.h"

namespace fovea::onnx {

namespace {

/// The operation on the elements that are reduced to one: f64 for floats, int64 for whole numbers.
struct Reduction {
  double start = 0;
  double (*add)(double so_far, double x) = nullptr;
  double (*finish)(double sum, std::int64_t count) = nullptr;
  std::int64_t whole_start = 0;
  std::int64_t (*add_whole)(std::int64_t so_far, std::int64_t x) = nullptr;  // null: floats only
};

std::vector<bool> reduced_axes(const ImportNode& node, const Shape& shape) {
  const Ints axes = list_of(node, 1, "axes", {});
  const bool none = axes.empty() && node.integer("noop_with_empty_axes", 0) != 0;
  std::vector<bool> reduced(static_cast<size_t>(shape.rank()), axes.empty() && !none);
  for (const std::int64_t axis : axes) reduced[static_cast<size_t>(axis_in(axis, shape))] = true;
  return reduced;
}

std::vector<Constant> reduce(const ImportNode& node, const Reduction& rule) {
  const Constant& x = node.operand(0).constant;
  if (!x.is_float() && !rule.add_whole && rule.finish) return {};
  const std::vector<bool> reduced = reduced_axes(node, x.shape);
  const bool keep = node.integer("keepdims", 1) != 0;
  Shape one_each = x.shape;
  Ints dims;
  for (int axis = 0; axis < x.shape.rank(); ++axis) {
    const bool goes = reduced[static_cast<size_t>(axis)];
    if (goes) one_each = one_each.with(axis, 1);
    if (!goes || keep) dims.push_back(goes ? 1 : x.shape[axis]);
  }
  const auto results = static_cast<size_t>(one_each.count());
  const std::int64_t together = results == 0 ? 0 : x.shape.count() / one_each.count();
  if (x.is_float()) {
    const Floats values = floats_of(x);
    std::vector<double> sums(results, rule.start);
    for (std::int64_t i = 0; i < x.shape.count(); ++i) {
      double& sum = sums[broadcast_place(one_each, x.shape, i)];
      sum = rule.add(sum, double{values[static_cast<size_t>(i)]});
    }
    Floats result;
    for (const double sum : sums) {
      result.push_back(static_cast<float>(rule.finish ? rule.finish(sum, together) : sum));
    }
    return {make_constant(Shape(dims), result)};
  }
  if (!rule.add_whole) return {};
  const Ints& values = std::get<Ints>(x.values);
  Ints sums(results, rule.whole_start);
  for (std::int64_t i = 0; i < x.shape.count(); ++i) {
    std::int64_t& sum = sums[broadcast_place(one_each, x.shape, i)];
    sum = rule.add_whole(sum, values[static_cast<size_t>(i)]);
  }
  if (rule.finish && together > 0) {
    for (std::int64_t& sum : sums) sum /= together;  // only for the mean
  }
  return {make_constant(Shape(dims), std::move(sums))};
}

std::int64_t added(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
}
std::int64_t multiplied(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) * static_cast<std::uint64_t>(b));
}

/// The place of the largest, or smallest, element along an axis.
std::vector<Constant> place_of_best(const ImportNode& node, bool largest) {
  const Constant& x = node.operand(0).constant;
  const int axis = axis_in(node.integer("axis", 0), x.shape), rank = x.shape.rank();
  const bool last = node.integer("select_last_index", 0) != 0;
  const std::int64_t inner = x.shape.count(axis + 1, rank), extent = x.shape[axis];
  if (extent == 0) return {};
  Ints places;
  with_elements(x, [&](const auto& all) {
    for (std::int64_t outer = 0; outer < x.shape.count(0, axis); ++outer) {
      for (std::int64_t i = 0; i < inner; ++i) {
        std::int64_t best = 0;
        const auto element = [&](std::int64_t k) {
          return all[static_cast<size_t>((outer * extent + k) * inner + i)];
        };
        for (std::int64_t k = 1; k < extent; ++k) {
          const bool better = largest ? element(k) > element(best) : element(k) < element(best);
          if (better || (last && element(k) == element(best))) best = k;
        }
        places.push_back(best);
      }
    }
    return Constant();
  });
  Ints dims(x.shape.dims().begin(), x.shape.dims().end());
  dims[static_cast<size_t>(axis)] = 1;
  if (node.integer("keepdims", 1) == 0) dims.erase(dims.begin() + axis);
  return {make_constant(Shape(dims), std::move(places))};
}

/// The product of matrices, or of batches of them with the same leading axes.
std::vector<Constant> matmul(const ImportNode& node) {
  const Constant &a = node.operand(0).constant, &b = node.operand(1).constant;
  const int rank = a.shape.rank();
  if (!a.is_float() || !b.is_float() || rank < 2 || b.shape.rank() < 2) return {};
  const std::int64_t rows = a.shape[rank - 2], depth = a.shape[rank - 1];
  const std::int64_t columns = b.shape.back();
  const bool one = b.shape.rank() == 2;
  if (b.shape[b.shape.rank() - 2] != depth) return {};
  if (!one && (b.shape.rank() != rank || a.shape.count(0, rank - 2) != b.shape.count(0, rank - 2)))
    return {};
  const Shape shape = a.shape.with(rank - 1, columns);
  expect_result_room(shape, a.shape.count() + b.shape.count());
  const Floats x = floats_of(a), y = floats_of(b);
  Floats result;
  for (std::int64_t batch = 0; batch < shape.count(0, rank - 2); ++batch) {
    for (std::int64_t r = 0; r < rows; ++r) {
      std::vector<double> sums(static_cast<size_t>(columns));
      for (std::int64_t k = 0; k < depth; ++k) {
        const double left = double{x[static_cast<size_t>((batch * rows + r) * depth + k)]};
        const std::int64_t from = ((one ? 0 : batch) * depth + k) * columns;
        for (std::int64_t c = 0; c < columns; ++c) {
          sums[static_cast<size_t>(c)] += left * double{y[static_cast<size_t>(from + c)]};
        }
      }
      result.insert(result.end(), sums.begin(), sums.end());
    }
  }
  return {make_constant(shape, result)};
}

}  // namespace

void add_known_reductions(KnownTable& table) {
  const auto add = [&](const char* op, const Reduction& rule) {
    table[op] = [rule](const ImportNode& node) { return reduce(node, rule); };
  };
  constexpr double infinity = std::numeric_limits<double>::infinity();
  constexpr auto lowest = std::numeric_limits<std::int64_t>::min();
  constexpr auto highest = std::numeric_limits<std::int64_t>::max();
  const auto plus = [](double a, double b) { return a + b; };
  const auto plus_square = [](double a, double b) { return a + b * b; };
  const auto plus_magnitude = [](double a, double b) { return a + std::abs(b); };
  add("ReduceSum", {0, plus, nullptr, 0, added});
  add("ReduceMean",
      {0, plus, [](double sum, std::int64_t n) { return sum / static_cast<double>(n); }, 0, added});
  add("ReduceProd", {1, [](double a, double b) { return a * b; }, nullptr, 1, multiplied});
  add("ReduceMax", {-infinity, [](double a, double b) { return std::max(a, b); }, nullptr, lowest,
                    [](std::int64_t a, std::int64_t b) { return std::max(a, b); }});
  add("ReduceMin", {infinity, [](double a, double b) { return std::min(a, b); }, nullptr, highest,
                    [](std::int64_t a, std::int64_t b) { return std::min(a, b); }});
  add("ReduceL1", {0, plus_magnitude});
  add("ReduceL2", {0, plus_square, [](double sum, std::int64_t) { return std::sqrt(sum); }});
  add("ReduceSumSquare", {0, plus_square});
  add("ReduceLogSum", {0, plus, [](double sum, std::int64_t) { return std::log(sum); }});
  add("ReduceLogSumExp", {0, [](double a, double b) { return a + std::exp(b); },
                          [](double sum, std::int64_t) { return std::log(sum); }});
  table["ArgMax"] = [](const ImportNode& node) { return place_of_best(node, true); };
  table["ArgMin"] = [](const ImportNode& node) { return place_of_best(node, false); };
  table["MatMul"] = matmul;
}

}  // namespace fovea::onnx
