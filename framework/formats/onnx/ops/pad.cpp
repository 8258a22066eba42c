// Pad with a constant. Up to operator set 10 the amounts and the constant were attributes.
#include "fovea/layers/pad.h"

#include "fovea/onnx/export_node.h"
#include "fovea/onnx/import_node.h"

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

/// From operator set 18 on the amounts may be of some axes alone.
Ints all_axes(const ImportNode& node, const Ints& pads, size_t rank) {
  if (!node.given(3)) return pads;
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

void read(ImportNode& node) {
  if (node.text("mode", "constant") != "constant") throw Error("only mode constant is supported");
  const Value x = node.value(0);
  Layout layout = node.operand(0).layout;
  if (layout.kind == Layout::Kind::flat) layout = Layout::plain();
  const size_t rank = static_cast<size_t>(x.shape().rank());
  const Ints pads = all_axes(node, node.given(1) ? node.integers(1) : node.ints("pads", {}), rank);
  if (pads.size() != 2 * rank) {
    throw Error("pads has {} numbers for a tensor of {} axes", pads.size(), rank);
  }
  PadConfig config{std::vector<int>(rank), std::vector<int>(rank)};
  config.value = node.given(2) ? node.scalar(2) : node.number("value", 0);
  for (size_t axis = 0; axis < rank; ++axis) {
    const auto to = static_cast<size_t>(axis_here(layout, static_cast<int>(axis)));
    config.before[to] = to_int(pads[axis], "pads");
    config.after[to] = to_int(pads[rank + axis], "pads");
  }
  node.result(pad(node.value(0, layout), config, node.name()), layout);
}

}  // namespace

void register_pad(OpTable& table) {
  table.exporters["pad"] = {write};
  table.importers["Pad"] = read;
}

}  // namespace fovea::onnx
