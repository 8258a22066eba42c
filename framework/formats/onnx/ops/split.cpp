// Split, as slices. The sizes became an input in operator set 13; from 18 on there may be their
// count instead.
#include "fovea/layers/split.h"

#include "fovea/onnx/import_node.h"

namespace fovea::onnx {

namespace {

/// As many equal parts as there are outputs; the last gets the rest.
Ints equal_parts(std::int64_t extent, std::int64_t count) {
  const std::int64_t size = (extent + count - 1) / count;
  Ints sizes(static_cast<size_t>(count), size);
  sizes.back() = extent - size * (count - 1);
  return sizes;
}

void read(ImportNode& node) {
  const Operand x = node.operand(0);
  const Shape shape = x.shape();
  const Layout layout = x.layout.kind == Layout::Kind::flat ? Layout::plain() : x.layout;
  std::int64_t axis = node.integer("axis", 0);
  if (axis < 0) axis += shape.rank();
  if (axis < 0 || axis >= shape.rank()) {
    throw Error("axis {} does not exist in {}", node.integer("axis", 0), shape.str());
  }
  const std::vector<std::string>& outputs = node.definition().outputs;
  Ints sizes = node.has_input(1) ? node.integers(1) : node.ints("split", {});
  if (sizes.empty()) {
    sizes = equal_parts(shape[static_cast<int>(axis)], static_cast<std::int64_t>(outputs.size()));
  }
  if (sizes.size() != outputs.size()) {
    throw Error("{} parts for {} outputs", sizes.size(), outputs.size());
  }
  const SplitConfig config{sizes, axis_here(layout, static_cast<int>(axis))};
  const std::vector<Value> parts = split(node.value(0, layout), config, node.name());
  for (size_t k = 0; k < parts.size(); ++k) node.result(k, parts[k], layout);
}

}  // namespace

void register_split(OpTable& table) { table.importers["Split"] = read; }

}  // namespace fovea::onnx
