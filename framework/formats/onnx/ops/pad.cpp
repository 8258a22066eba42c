// Pad. Up to operator set 10 the amounts and the constant were attributes. Padding with the
// tensor's own elements, and negative amounts, become slices.
#include "fovea/layers/pad.h"

#include <algorithm>
#include <limits>

#include "fovea/layers/concat.h"
#include "fovea/layers/gather.h"
#include "fovea/layers/slice.h"
#include "fovea/onnx/export_node.h"
#include "fovea/onnx/import_node.h"
#include "framework/formats/printable.h"

namespace fovea::onnx {

namespace {

void write(ExportNode& node) {
  const PadConfig& config = node.layer<PadLayer>().config();
  const Layout layout = node.layout(0);
  const size_t rank = config.before.size();
  Ints pads(2 * rank);
  for (size_t axis = 0; axis < rank; ++axis) {
    const auto to = static_cast<size_t>(file_axis(layout, static_cast<int>(axis)));
    pads[to] = config.before[axis];
    pads[rank + to] = config.after[axis];
  }
  const std::string input = node.input(0), amounts = node.ints("pads", pads);
  node.result("Pad", {input, amounts, node.number("value", config.value)},
              {{"mode", std::string("constant")}}, layout);
}

/// From operator set 18 on there may be amounts for some axes only.
Ints all_axes(const ImportNode& node, const Ints& pads, size_t rank) {
  if (!node.has_input(3)) return pads;
  const Ints& axes = node.integers(3);
  const std::int64_t limit = static_cast<std::int64_t>(rank);
  Ints all(2 * rank);
  if (pads.size() != 2 * axes.size()) throw Error("{} pads of {} axes", pads.size(), axes.size());
  for (size_t i = 0; i < axes.size(); ++i) {
    if (axes[i] < -limit || axes[i] >= limit) throw Error("axis {} of {}", axes[i], limit);
    const size_t axis = static_cast<size_t>(axes[i] < 0 ? axes[i] + limit : axes[i]);
    all[axis] = pads[i];
    all[rank + axis] = pads[axes.size() + i];
  }
  return all;
}

enum class PadMode { constant, reflect, edge, wrap };

PadMode mode_of(const ImportNode& node) {
  static const std::map<std::string, PadMode> modes = {{"constant", PadMode::constant},
                                                       {"reflect", PadMode::reflect},
                                                       {"edge", PadMode::edge},
                                                       {"wrap", PadMode::wrap}};
  const std::string name = node.text("mode", "constant");
  const auto mode = modes.find(name);
  if (mode == modes.end()) throw Error("mode '{}' is not supported", printable(name));
  return mode->second;
}

constexpr std::int64_t whole = std::numeric_limits<std::int64_t>::max();

/// The elements of one axis from `start` to `end`, as Slice counts them: at the same distance from
/// its border for any size of x.
Value part(Value x, int axis, std::int64_t start, std::int64_t end, std::int64_t step = 1) {
  return slice(x, {.starts = {start}, .ends = {end}, .axes = {axis}, .steps = {step}});
}

/// The first or last element of an axis, `count` times.
Value repeated(Value x, int axis, bool last, int count) {
  const Value one = last ? part(x, axis, -1, whole) : part(x, axis, 0, 1);
  if (count == 1) return one;
  const Tensor zeros(Shape{count}, DType::i32);
  return gather(one, x.graph().constant(zeros), {axis});
}

/// x with one axis made longer from its own elements.
Value extended(Value x, PadMode mode, int axis, int before, int after) {
  const std::int64_t size = x.shape()[axis];
  const std::int64_t most = mode == PadMode::edge ? whole : mode == PadMode::wrap ? size : size - 1;
  if (before > most || after > most) {
    throw Error("pads {} and {} are more than the {} elements of axis {}", before, after, size,
                axis);
  }
  std::vector<Value> parts;
  if (before > 0) {
    parts.push_back(mode == PadMode::edge   ? repeated(x, axis, false, before)
                    : mode == PadMode::wrap ? part(x, axis, -before, whole)
                                            : part(x, axis, before, 0, -1));
  }
  parts.push_back(x);
  if (after > 0) {
    parts.push_back(mode == PadMode::edge   ? repeated(x, axis, true, after)
                    : mode == PadMode::wrap ? part(x, axis, 0, after)
                                            : part(x, axis, -2, -2 - after, -1));
  }
  return parts.size() == 1 ? x : concat(parts, {.axis = axis});
}

/// First cuts off what negative amounts take away.
Value cropped(Value x, PadConfig& config) {
  for (size_t axis = 0; axis < config.before.size(); ++axis) {
    int &before = config.before[axis], &after = config.after[axis];
    if (before >= 0 && after >= 0) continue;
    const std::int64_t end = after < 0 ? after : whole;
    x = part(x, static_cast<int>(axis), before < 0 ? -std::int64_t{before} : 0, end);
    before = std::max(before, 0);
    after = std::max(after, 0);
  }
  return x;
}

bool pads_anything(const PadConfig& config) {
  const auto some = [](int amount) { return amount != 0; };
  return std::ranges::any_of(config.before, some) || std::ranges::any_of(config.after, some);
}

void read(ImportNode& node) {
  const PadMode mode = mode_of(node);
  const Value x = node.value(0);
  Layout layout = node.operand(0).layout;
  if (layout.kind == Layout::Kind::flat) layout = Layout::plain();
  const size_t rank = static_cast<size_t>(x.shape().rank());
  const Ints pads =
      all_axes(node, node.has_input(1) ? node.integers(1) : node.ints("pads", {}), rank);
  if (pads.size() != 2 * rank) {
    throw Error("pads has {} numbers for a tensor of {} axes", pads.size(), rank);
  }
  PadConfig config{std::vector<int>(rank), std::vector<int>(rank)};
  config.value = node.has_input(2) ? node.scalar(2) : node.number("value", 0);
  for (size_t axis = 0; axis < rank; ++axis) {
    const auto to = static_cast<size_t>(axis_here(layout, static_cast<int>(axis)));
    config.before[to] = to_int(pads[axis], "pads");
    config.after[to] = to_int(pads[rank + axis], "pads");
  }
  Value y = cropped(node.value(0, layout), config);
  if (mode == PadMode::constant) {
    const bool only_cropped = y != node.value(0, layout) && !pads_anything(config);
    return node.result(only_cropped ? y : pad(y, config, node.name()), layout);
  }
  for (size_t axis = 0; axis < rank; ++axis) {
    y = extended(y, mode, static_cast<int>(axis), config.before[axis], config.after[axis]);
  }
  node.result(y, layout);
}

}  // namespace

void register_pad(OpTable& table) {
  table.exporters["pad"] = {write};
  table.importers["Pad"] = read;
}

}  // namespace fovea::onnx
