// LayerNormalization. It normalises the last axes, and these are the same axes here only in the
// file's own order; so images keep our order on input and output.
#include "fovea/layers/layer_norm.h"

#include <algorithm>

#include "fovea/layers/add.h"
#include "fovea/layers/multiply.h"
#include "fovea/layers/unary.h"
#include "fovea/onnx/export_node.h"
#include "fovea/onnx/import_node.h"
#include "framework/layers/common/row_norm.h"

namespace fovea::onnx {

namespace {

/// A scale of ones, which the operator needs.
std::string ones(ExportNode& node, const Shape& shape) {
  const std::vector<float> values(static_cast<size_t>(shape.count()), 1);
  const std::string flat = node.floats(shape.rank() == 1 ? "ones" : "ones/flat", values);
  if (shape.rank() == 1) return flat;
  const Ints dims(shape.dims().begin(), shape.dims().end());
  return node.step("ones", "Reshape", {flat, node.ints("ones/shape", dims)});
}

void write(ExportNode& node) {
  const auto& layer = node.layer<LayerNormLayer>();
  const Shape row = norm_shape(layer.axis(), node.output_type().shape);
  ExportNode::Names inputs{node.input(0, Layout::plain())};
  inputs.push_back(layer.has_scale() ? node.weight(1) : ones(node, row));
  if (layer.has_bias()) inputs.push_back(node.weight(layer.has_scale() ? 2 : 1));
  node.result("LayerNormalization", inputs,
              {{"axis", std::int64_t{layer.axis()}}, {"epsilon", layer.epsilon()}});
}

/// Ones that are not trained: the layer has no scale.
bool is_ones(const ImportNode& node) {
  const Operand& scale = node.operand(1);
  if (!scale.is_constant() || !scale.constant.initializer.empty()) return false;
  return std::ranges::all_of(node.floats(1).as<float>(), [](float x) { return x == 1; });
}

/// Reads a node that also outputs the mean and the inverse deviation.
void read_statistics(ImportNode& node, Value x, const LayerNormConfig& config) {
  std::vector<int> axes;
  for (int axis = norm_axis(config.axis, x.shape()); axis < x.shape().rank(); ++axis) {
    axes.push_back(axis);
  }
  const Normalized norm = normalized(x, axes, config.epsilon, node.name() + "/normalized");
  const bool biased = node.has_input(2);
  const Value scaled = multiply(norm.y, node.value(1, Layout::plain()),
                                biased ? node.name() + "/scaled" : node.name());
  node.result(biased ? add(scaled, node.value(2, Layout::plain()), node.name()) : scaled);
  node.result(1, norm.mean);
  if (node.definition().outputs.size() > 2) node.result(2, reciprocal(norm.deviation));
}

void read(ImportNode& node) {
  const Value x = node.value(0, Layout::plain());
  const LayerNormConfig config{.axis = to_int(node.integer("axis", -1), "axis"),
                               .epsilon = node.number("epsilon", 1e-5f),
                               .name = node.name()};
  if (node.definition().outputs.size() > 1) return read_statistics(node, x, config);
  const Value scale = is_ones(node) ? Value() : node.value(1, Layout::plain());
  const Value bias = node.has_input(2) ? node.value(2, Layout::plain()) : Value();
  node.result(layer_norm(x, scale, bias, config));
}

}  // namespace

void register_layer_norm(OpTable& table) {
  table.exporters["layer_norm"] = {write};
  table.importers["LayerNormalization"] = read;
}

}  // namespace fovea::onnx
