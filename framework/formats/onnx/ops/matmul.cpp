// MatMul, and Gemm if it is not a dense layer (dense.cpp): for computed matrices, or for batches.
#include "fovea/layers/matmul.h"

#include "fovea/onnx/export_node.h"
#include "fovea/onnx/import_node.h"

namespace fovea::onnx {

namespace {

/// Exchanges the last two axes.
std::string turned(ExportNode& node, size_t i) {
  const std::string x = node.input(i, Layout::plain());
  const int rank = node.input_type(i).shape.rank();
  Ints perm;
  for (int axis = 0; axis < rank; ++axis) perm.push_back(axis);
  std::swap(perm[perm.size() - 1], perm[perm.size() - 2]);
  return node.step(fmt::format("turned_{}", i), "Transpose", {x}, {{"perm", perm}});
}

void write(ExportNode& node) {
  const MatmulConfig& config = node.layer<MatmulLayer>().config();
  const std::string a = config.transpose_a ? turned(node, 0) : node.input(0, Layout::plain());
  const std::string b = config.transpose_b ? turned(node, 1) : node.input(1, Layout::plain());
  node.result("MatMul", {a, b});
}

}  // namespace

void register_matmul(OpTable& table) { table.exporters["matmul"] = {write}; }

}  // namespace fovea::onnx
