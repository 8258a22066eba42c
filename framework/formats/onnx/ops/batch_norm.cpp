// BatchNormalization of images and matrices. A file may also hold its training form; that is made
// of other layers. The inference form becomes our layer, which changes with the mode.
#include "fovea/layers/batch_norm.h"

#include <algorithm>
#include <numeric>

#include "fovea/layers/add.h"
#include "fovea/layers/layer_norm.h"
#include "fovea/layers/multiply.h"
#include "fovea/layers/reshape.h"
#include "fovea/onnx/export_node.h"
#include "fovea/onnx/import_node.h"

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

/// Uses the statistics of the batch. More outputs are the running statistics, moved towards those
/// of the batch; in old operator sets also the batch's own.
void read_training(ImportNode& node, const Layout& layout) {
  const Value x = node.value(0, layout);
  const auto part = [&](const char* what) { return fmt::format("{}/{}", node.name(), what); };
  std::vector<int> axes(static_cast<size_t>(x.shape().rank() - 1));
  std::iota(axes.begin(), axes.end(), 0);
  const Normalized norm = normalized(x, axes, node.number("epsilon", 1e-5f), part("normalized"));
  const auto vector = [&](size_t i) { return node.value(i, Layout::plain()); };
  node.result(add(multiply(norm.y, vector(1), part("scaled")), vector(2), node.name()), layout);
  const float momentum = node.number("momentum", 0.9f);
  const auto share = [&](Value of, float factor, const std::string& name) {
    const Tensor number = Tensor::of(Shape{1}, {factor});
    return multiply(of, node.graph().constant(number, name + "/factor"), name);
  };
  const std::vector<std::string>& outputs = node.definition().outputs;
  const auto is_there = [&](size_t k) { return k < outputs.size() && !outputs[k].empty(); };
  for (const size_t k : {1u, 2u}) {
    if (!is_there(k) && !is_there(k + 2)) continue;
    const std::string name = part(k == 1 ? "running_mean" : "running_variance");
    const Value own = reshape(k == 1 ? norm.mean : norm.variance, {{-1}}, name + "/batch");
    if (is_there(k + 2)) node.result(k + 2, own);  // saved_mean, saved_var
    if (!is_there(k)) continue;
    node.result(k, add(share(vector(2 + k), momentum, name + "/old"),
                       share(own, 1 - momentum, name + "/new"), name));
  }
}

// Before operator set 14 only its five outputs showed that a node has the training form.
bool trains_by_its_outputs(const ImportNode& node) {
  const std::vector<std::string>& outputs = node.definition().outputs;
  return node.opset() < 14 && outputs.size() > 1 &&
         std::any_of(outputs.begin() + 1, outputs.end(),
                     [](const std::string& name) { return !name.empty(); });
}

void read(ImportNode& node) {
  const Operand x = node.operand(0);
  const int rank = x.shape().rank();
  if (rank != 2 && rank != 4) {
    throw Error("only images and matrices are supported, not {}", x.shape().str());
  }
  if (node.integer("spatial", 1) != 1) throw Error("spatial = 0 is not supported");
  if (node.integer("training_mode", 0) != 0 || trains_by_its_outputs(node)) {
    return read_training(node, rank == 4 ? Layout::channels() : Layout::plain());
  }
  const Layout layout = rank == 4 ? Layout::channels() : x.layout;
  const std::int64_t channels = x.shape()[1];
  const auto vector = [&](size_t i, Role role) {
    const Tensor& tensor = node.floats(i);
    if (tensor.shape() != Shape{channels}) {
      throw Error("input {} is {} for {} channels", i + 1, tensor.shape().str(), channels);
    }
    if (layout.kind != Layout::Kind::flat) return node.weight(i, {}, role);
    return node.weight(i, columns_from_file(tensor, layout.image), layout.image.str(), role);
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
