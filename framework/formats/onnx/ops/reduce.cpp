// ReduceSum, ReduceMean and ReduceMax. The axes of ReduceSum became an input with operator set 13,
// those of the others with 18.
#include "fovea/layers/reduce.h"

#include <algorithm>
#include <numeric>

#include "fovea/layers/mean.h"
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
Ints file_axes(const std::vector<int>& given, const Layout& layout, int rank) {
  if (given.empty()) return all_axes(rank);
  Ints axes;
  for (const int axis : given) axes.push_back(file_axis(layout, axis < 0 ? axis + rank : axis));
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
  Ints axes = node.given(1) ? node.integers(1) : node.ints("axes", {});
  if (axes.empty() && node.integer("noop_with_empty_axes", 0) != 0) {
    return node.result(x.value, x.layout);
  }
  if (axes.empty() && !keep && reduce == Reduce(reduce_mean)) {
    return node.result(mean(x.value, node.name()));
  }
  if (axes.empty()) axes = all_axes(rank);
  const Layout layout = x.layout.kind == Layout::Kind::flat ? Layout::plain() : x.layout;
  ReduceConfig config;
  Ints rest;
  std::vector<bool> reduced(static_cast<size_t>(rank));
  for (const std::int64_t given : axes) {
    const std::int64_t axis = given < 0 ? given + rank : given;
    if (axis < 0 || axis >= rank) throw Error("axis {} does not exist in {}", given, shape.str());
    reduced[static_cast<size_t>(axis)] = true;
    config.axes.push_back(axis_here(layout, static_cast<int>(axis)));
  }
  std::ranges::sort(config.axes);
  for (int axis = 0; axis < rank; ++axis) {
    if (!reduced[static_cast<size_t>(axis)]) rest.push_back(shape[axis]);
  }
  const Value y = reduce(node.turned(x, layout), config, keep ? node.name() : "");
  if (keep) return node.result(y, layout);
  reshape_to(node, {y, layout}, rest);
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
}

}  // namespace fovea::onnx
