// Transpose. Between the two orders of an image it makes no layer and only changes the layout; a
// constant is transposed at once.
#include "fovea/layers/transpose.h"

#include <fmt/ranges.h>

#include <algorithm>

#include "fovea/onnx/export_node.h"
#include "fovea/onnx/import_node.h"

namespace fovea::onnx {

namespace {

void write(ExportNode& node) {
  const Layout layout = node.layout(0);
  Ints perm;
  for (const int axis : node.layer<TransposeLayer>().config().order) {
    perm.push_back(file_axis(layout, axis));
  }
  const std::string x = node.input(0);
  if (std::ranges::is_sorted(perm)) return node.alias(x);
  node.result("Transpose", {x}, {{"perm", perm}});
}

void read(ImportNode& node) {
  const Operand& x = node.operand(0);
  const int rank = x.shape().rank();
  Ints reversed;
  for (int axis = rank - 1; axis >= 0; --axis) reversed.push_back(axis);
  const Ints perm = node.ints("perm", reversed);
  Ints sorted = perm;
  std::ranges::sort(sorted);
  if (!std::ranges::equal(sorted, Ints(reversed.rbegin(), reversed.rend()))) {
    throw Error("perm ({}) is no order of {} axes", fmt::join(perm, ", "), rank);
  }
  if (x.is_constant()) {
    const std::vector<int> order(perm.begin(), perm.end());
    const Tensor turned = transposed(node.floats(0), order);
    return node.result({turned.shape(), turned, x.constant.initializer});
  }
  if (std::ranges::is_sorted(perm)) return node.result(x.value, x.layout);
  if (x.layout == Layout::channels() && perm == Ints{0, 2, 3, 1}) {
    return node.result(x.value, Layout::plain());
  }
  if (x.layout == Layout::plain() && perm == Ints{0, 3, 1, 2}) {
    return node.result(x.value, Layout::channels());
  }
  const Layout layout = x.layout.kind == Layout::Kind::flat ? Layout::plain() : x.layout;
  TransposeConfig config;
  for (const std::int64_t axis : perm) {
    config.order.push_back(axis_here(layout, static_cast<int>(axis)));
  }
  node.result(transpose(node.value(0, layout), config, node.name()));
}

}  // namespace

void register_transpose(OpTable& table) {
  table.exporters["transpose"] = {write};
  table.importers["Transpose"] = read;
}

}  // namespace fovea::onnx
