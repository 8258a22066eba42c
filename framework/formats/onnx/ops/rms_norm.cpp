// x / Sqrt(ReduceMean(x * x) + epsilon), times the scale: operator set 17 has no RMSNormalization.
// It is read from files of set 23. The axes are the last ones here only in the file's own order.
#include "fovea/layers/rms_norm.h"

#include <algorithm>

#include "fovea/layers/layer_norm.h"
#include "fovea/layers/multiply.h"
#include "fovea/onnx/export_node.h"
#include "fovea/onnx/import_node.h"
#include "framework/layers/common/row_norm.h"

namespace fovea::onnx {

namespace {

void write(ExportNode& node) {
  const auto& layer = node.layer<LayerNormLayer>();
  const Shape& shape = node.output_type().shape;
  Ints axes;
  for (int axis = norm_axis(layer.axis(), shape); axis < shape.rank(); ++axis) axes.push_back(axis);
  const std::string x = node.input(0, Layout::plain());
  const std::string squares = node.step("squares", "Mul", {x, x});
  const std::string mean = node.step("mean", "ReduceMean", {squares}, {{"axes", axes}});
  const std::string above_0 =
      node.step("above_0", "Add", {mean, node.number("epsilon", layer.epsilon())});
  const std::string root = node.step("root", "Sqrt", {above_0});
  if (!layer.has_scale()) return node.result("Div", {x, root});
  node.result("Mul", {node.step("normalized", "Div", {x, root}), node.weight(1)});
}

/// The first of the axes, if they are all axes from it to the last.
std::optional<std::int64_t> first_of_last(Ints axes, int rank) {
  for (std::int64_t& axis : axes) axis += axis < 0 ? rank : 0;
  std::ranges::sort(axes);
  for (size_t i = 0; i < axes.size(); ++i) {
    if (axes[i] != rank - static_cast<std::int64_t>(axes.size() - i)) return {};
  }
  return axes.empty() ? std::nullopt : std::optional(axes[0]);
}

/// "fovea::RmsNorm", which a pattern made.
void read_pattern(ImportNode& node) {
  const Value x = node.value(0, Layout::plain());
  const Ints axes = node.ints("axes", {});
  const float epsilon = node.number("epsilon", 0);
  const Value scale = node.has_input(1) ? node.value(1, Layout::plain()) : Value();
  const int rank = x.shape().rank();
  if (const auto first = first_of_last(axes, rank)) {
    const RmsNormConfig config{
        .axis = to_int(*first, "axis"), .epsilon = epsilon, .name = node.name()};
    return node.result(rms_norm(x, scale, config));
  }
  throw Error("a mean of squares over other axes than the last ones");
}

void read_operator(ImportNode& node) {
  if (node.opset() < 23) throw Error("it is no operator of set {}, only from 23 on", node.opset());
  node.result(rms_norm(node.value(0, Layout::plain()), node.value(1, Layout::plain()),
                       {.axis = to_int(node.integer("axis", -1), "axis"),
                        .epsilon = node.number("epsilon", 1e-5f),
                        .name = node.name()}));
}

/// x / Sqrt(ReduceMean(x * x) + epsilon)
std::optional<Fusion> normalized_by(const Matcher& graph, const NodeDef& division) {
  if (division.inputs.size() != 2) return {};
  const std::string& x = division.inputs[0];
  const NodeDef* root = graph.inner(division.inputs[1], "Sqrt");
  const NodeDef* sum = root ? graph.inner(root->inputs[0], "Add") : nullptr;
  if (!sum || sum->inputs.size() != 2) return {};
  const auto epsilon = graph.scalar(sum->inputs[1]);
  const NodeDef* mean = epsilon ? graph.inner(sum->inputs[0], "ReduceMean") : nullptr;
  if (!mean || mean->inputs.size() != 1 || !mean->attributes.contains("axes")) return {};
  if (mean->attributes.contains("keepdims")) return {};  // we do not write defaults
  const NodeDef* squares = graph.inner(mean->inputs[0], "Mul");
  if (!squares || squares->inputs != std::vector{x, x}) return {};
  NodeDef node{"fovea::RmsNorm", division.name, {x}, division.outputs, {}};
  node.attributes["axes"] = mean->attributes.at("axes");
  node.attributes["epsilon"] = *epsilon;
  return Fusion{node, {root, sum, mean, squares}};
}

/// The same times the scale.
std::optional<Fusion> scaled(const Matcher& graph, const NodeDef& product) {
  if (product.inputs.size() != 2) return {};
  const Constant* scale = graph.constant(product.inputs[1]);
  if (!scale || !scale->is_float()) return {};
  const NodeDef* division = graph.inner(product.inputs[0], "Div");
  std::optional<Fusion> fusion = division ? normalized_by(graph, *division) : std::nullopt;
  if (!fusion || division->name != product.name + "/normalized") return {};
  fusion->node.name = product.name;
  fusion->node.inputs.push_back(product.inputs[1]);
  fusion->node.outputs = product.outputs;
  fusion->inner.push_back(division);
  return fusion;
}

/// A file of another tool may have any axes: this is only for files that write() wrote.
std::optional<Fusion> unscaled(const Matcher& graph, const NodeDef& division) {
  std::optional<Fusion> fusion = normalized_by(graph, division);
  const bool is_ours = fusion && fusion->inner[0]->name == division.name + "/root";
  return is_ours ? fusion : std::nullopt;
}

}  // namespace

void register_rms_norm(OpTable& table) {
  table.exporters["rms_norm"] = {write};
  table.importers["fovea::RmsNorm"] = read_pattern;
  table.importers["RMSNormalization"] = read_operator;
  table.patterns.emplace("Div", unscaled);
  table.patterns.emplace("Mul", scaled);
}

}  // namespace fovea::onnx
