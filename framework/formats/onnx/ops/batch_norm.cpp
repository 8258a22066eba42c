// BatchNormalization of images and matrices, in its inference form.
#include "framework/layers/batch_norm.h"

#include "framework/formats/onnx/export_node.h"
#include "framework/formats/onnx/import_node.h"

namespace fovea::onnx {

namespace {

void write(ExportNode& node) {
  const int rank = node.input_type(0).shape.rank();
  if (rank != 2 && rank != 4) throw Error("of {} axes it has no form in ONNX", rank);
  const BatchNormConfig& config = node.layer<BatchNormLayer>().config();
  const Layout layout = rank == 4 ? Layout::channels() : node.layout(0);
  ExportNode::Names inputs = {node.input(0, layout)};
  for (size_t i = 1; i < 5; ++i) inputs.push_back(node.weight(i, layout));
  node.result("BatchNormalization", inputs,
              {{"epsilon", config.epsilon}, {"momentum", config.momentum}}, layout);
}

void read(ImportNode& node) {
  const Operand x = node.operand(0);
  const int rank = x.shape().rank();
  if (rank != 2 && rank != 4) {
    throw Error("only images and matrices are supported, not {}", x.shape().str());
  }
  if (node.integer("spatial", 1) != 1) throw Error("spatial = 0 is not supported");
  if (node.integer("training_mode", 0) != 0) throw Error("training_mode is not supported");
  const Layout layout = rank == 4 ? Layout::channels() : x.layout;
  const std::int64_t channels = x.shape()[1];
  const auto vector = [&](size_t i, Role role) {
    const Tensor& given = node.floats(i);
    if (given.shape() != Shape{channels}) {
      throw Error("input {} is {} for {} channels", i + 1, given.shape().str(), channels);
    }
    if (layout.kind != Layout::Kind::flat) return node.weight(i, {}, role);
    return node.weight(i, columns_from_file(given, layout.image), layout.image.str(), role);
  };
  const Value scale = vector(1, Role::parameter), bias = vector(2, Role::parameter);
  const Value mean = vector(3, Role::statistic), variance = vector(4, Role::statistic);
  node.result(batch_norm(node.value(0, layout), scale, bias, mean, variance,
                         {.epsilon = node.number("epsilon", 1e-5f),
                          .momentum = node.number("momentum", 0.9f),
                          .name = node.name()}),
              layout);
}

}  // namespace

void register_batch_norm(OpTable& table) {
  table.exporters["batch_norm"] = {write, Columns::any};
  table.importers["BatchNormalization"] = read;
}

}  // namespace fovea::onnx
