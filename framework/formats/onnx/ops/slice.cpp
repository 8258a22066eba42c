// Slice. Up to operator set 9 the numbers were attributes, and steps all 1.
#include "fovea/layers/slice.h"

#include <numeric>

#include "fovea/onnx/export_node.h"
#include "fovea/onnx/import_node.h"

namespace fovea::onnx {

namespace {

Ints first_axes(size_t count) {
  Ints axes(count);
  std::iota(axes.begin(), axes.end(), 0);
  return axes;
}

void write(ExportNode& node) {
  SliceConfig config = node.layer<SliceLayer>().config();
  const Layout layout = node.layout(0);
  const int rank = node.input_type(0).shape.rank();
  if (config.axes.empty()) config.axes = first_axes(config.starts.size());
  if (config.steps.empty()) config.steps.assign(config.starts.size(), 1);
  for (std::int64_t& axis : config.axes) {
    axis = file_axis(layout, static_cast<int>(axis < 0 ? axis + rank : axis));
  }
  const std::string x = node.input(0);
  node.result("Slice",
              {x, node.ints("starts", config.starts), node.ints("ends", config.ends),
               node.ints("axes", config.axes), node.ints("steps", config.steps)},
              {}, layout);
}

void read(ImportNode& node) {
  const Operand x = node.operand(0);
  const Layout layout = x.layout.kind == Layout::Kind::flat ? Layout::plain() : x.layout;
  const int rank = x.shape().rank();
  const auto list = [&](size_t i, const char* name, const Ints& otherwise) {
    return node.has_input(i) ? node.integers(i) : node.ints(name, otherwise);
  };
  SliceConfig config;
  config.starts = list(1, "starts", {});
  config.ends = list(2, "ends", {});
  config.axes = list(3, "axes", first_axes(config.starts.size()));
  config.steps = list(4, "steps", Ints(config.starts.size(), 1));
  for (std::int64_t& axis : config.axes) {
    if (axis < -rank || axis >= rank) {
      throw Error("axis {} does not exist in {}", axis, x.shape().str());
    }
    axis = axis_here(layout, static_cast<int>(axis < 0 ? axis + rank : axis));
  }
  node.result(slice(node.value(0, layout), config, node.name()), layout);
}

}  // namespace

void register_slice(OpTable& table) {
  table.exporters["slice"] = {write};
  table.importers["Slice"] = read;
}

}  // namespace fovea::onnx
