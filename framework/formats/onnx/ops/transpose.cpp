// Transpose makes no layer: between the two orders of an image it only says which is meant, and
// of a constant it is carried out at once.
#include "framework/formats/onnx/import_node.h"

namespace fovea::onnx {

namespace {

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
  throw Error("only the transposition between (N, C, H, W) and (N, H, W, C) is supported, not ({})",
              fmt::join(perm, ", "));
}

}  // namespace

void register_transpose(OpTable& table) { table.importers["Transpose"] = read; }

}  // namespace fovea::onnx
