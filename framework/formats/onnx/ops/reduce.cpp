// Reductions: some are layers, others are made of layers. The axes of ReduceSum became an input
// with operator set 13, those of the others with 18.
#include "fovea/layers/reduce.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "fovea/layers/add.h"
#include "fovea/layers/binary.h"
#include "fovea/layers/clip.h"
#include "fovea/layers/concat.h"
#include "fovea/layers/identity.h"
#include "fovea/layers/mean.h"
#include "fovea/layers/multiply.h"
#include "fovea/layers/slice.h"
#include "fovea/layers/unary.h"
#include "fovea/onnx/export_node.h"
#include "framework/formats/onnx/reshaped.h"

namespace fovea::onnx {

namespace {

using Reduce = Value (*)(Value x, ReduceConfig config, std::string name);

Ints all_axes(int rank) {
  Ints axes(static_cast<size_t>(rank));
  std::iota(axes.begin(), axes.end(), 0);
  return axes;
}

/// The axes in the file, none of them below 0.
Ints file_axes(const std::vector<int>& numbers, const Layout& layout, int rank) {
  if (numbers.empty()) return all_axes(rank);
  Ints axes;
  for (const int axis : numbers) axes.push_back(file_axis(layout, axis < 0 ? axis + rank : axis));
  std::ranges::sort(axes);
  return axes;
}

void write(ExportNode& node, const std::string& op) {
  const Layout layout = node.layout(0);
  const Ints axes =
      file_axes(node.layer<ReduceLayer>().axes(), layout, node.input_type(0).shape.rank());
  const std::string x = node.input(0);
  if (op == "ReduceSum") {
    node.result(op, {x, node.ints("axes", axes)}, {}, layout);
  } else {
    node.result(op, {x}, {{"axes", axes}}, layout);
  }
}

void read(ImportNode& node, const Reduce& reduce) {
  const Operand x{node.value(0),
                  node.operand(0).is_constant() ? Layout::plain() : node.operand(0).layout};
  const Shape shape = x.shape();
  const int rank = shape.rank();
  const bool keep = node.integer("keepdims", 1) != 0;
  Ints axes = node.has_input(1) ? node.integers(1) : node.ints("axes", {});
  if (axes.empty() && node.integer("noop_with_empty_axes", 0) != 0) {
    return node.result(x.value, x.layout);
  }
  if (axes.empty() && !keep && reduce == Reduce(reduce_mean)) {
    return node.result(mean(x.value, node.name()));
  }
  if (axes.empty()) axes = all_axes(rank);
  const Layout layout = x.layout.kind == Layout::Kind::flat ? Layout::plain() : x.layout;
  ReduceConfig config;
  std::vector<bool> reduced(static_cast<size_t>(rank));
  for (const std::int64_t number : axes) {
    const std::int64_t axis = number < 0 ? number + rank : number;
    if (axis < 0 || axis >= rank) throw Error("axis {} does not exist in {}", number, shape.str());
    reduced[static_cast<size_t>(axis)] = true;
    config.axes.push_back(axis_here(layout, static_cast<int>(axis)));
  }
  std::ranges::sort(config.axes);
  const Value y = reduce(node.turned(x, layout), config, keep ? node.name() : "");
  if (keep) return node.result(y, layout);
  const auto rest = [&](const Shape& of) {
    Ints dims;
    for (int axis = 0; axis < rank; ++axis) {
      if (!reduced[static_cast<size_t>(axis)]) dims.push_back(of[axis]);
    }
    return dims;
  };
  reshape_to(node, {y, layout}, rest(shape), rest(node.doubled_shape(x)));
}

Value reduce_min(Value x, ReduceConfig config, std::string name) {
  return negative(reduce_max(negative(x), std::move(config)), std::move(name));
}
Value reduce_l1(Value x, ReduceConfig config, std::string name) {
  return reduce_sum(absolute(x), std::move(config), std::move(name));
}
Value reduce_sum_square(Value x, ReduceConfig config, std::string name) {
  return reduce_sum(multiply(x, x), std::move(config), std::move(name));
}
Value reduce_l2(Value x, ReduceConfig config, std::string name) {
  return fovea::sqrt(reduce_sum_square(x, std::move(config), ""), std::move(name));
}
Value reduce_log_sum(Value x, ReduceConfig config, std::string name) {
  return fovea::log(reduce_sum(x, std::move(config)), std::move(name));
}

/// m + log(sum of e^(x - m)), with the maximum m: e^x alone would overflow. An infinite m is
/// replaced by the largest finite number, so that no two infinities are subtracted.
Value reduce_log_sum_exp(Value x, ReduceConfig config, std::string name) {
  constexpr float largest = std::numeric_limits<float>::max();
  const Value m = clip(reduce_max(x, config), {.low = -largest, .high = largest});
  return add(m, reduce_log_sum(fovea::exp(subtract(x, m)), std::move(config), ""), std::move(name));
}

/// The first half of an axis times the second, until one element is left. This way the gradient is
/// right where an element is 0.
Value reduce_product(Value x, ReduceConfig config, std::string name) {
  for (const int axis : config.axes) {
    const auto part = [&](std::int64_t from, std::int64_t to) {
      return slice(x, {.starts = {from}, .ends = {to}, .axes = {axis}});
    };
    for (std::int64_t extent = x.shape()[axis]; extent > 1; extent = x.shape()[axis]) {
      const std::int64_t half = extent / 2;
      const Value product = multiply(part(0, half), part(half, 2 * half));
      x = extent % 2 == 0 ? product : concat({product, part(2 * half, extent)}, {.axis = axis});
    }
  }
  return name.empty() ? x : identity(x, std::move(name));
}

}  // namespace

void register_reduce(OpTable& table) {
  const auto add = [&](const std::string& kind, const std::string& op, Reduce reduce) {
    table.exporters[kind] = {[op](ExportNode& node) { write(node, op); }};
    table.importers[op] = [reduce](ImportNode& node) { read(node, reduce); };
  };
  add("reduce_sum", "ReduceSum", reduce_sum);
  add("reduce_mean", "ReduceMean", reduce_mean);
  add("reduce_max", "ReduceMax", reduce_max);
  const auto import_only = [&](const std::string& op, Reduce reduce) {
    table.importers[op] = [reduce](ImportNode& node) { read(node, reduce); };
  };
  import_only("ReduceMin", reduce_min);
  import_only("ReduceProd", reduce_product);
  import_only("ReduceL1", reduce_l1);
  import_only("ReduceL2", reduce_l2);
  import_only("ReduceSumSquare", reduce_sum_square);
  import_only("ReduceLogSum", reduce_log_sum);
  import_only("ReduceLogSumExp", reduce_log_sum_exp);
}

}  // namespace fovea::onnx
