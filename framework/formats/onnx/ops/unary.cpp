// Functions of one number. Mish, which is an operator only from set 18 on, is written as
// x * Tanh(Softplus(x)).
#include "fovea/layers/unary.h"

#include "fovea/onnx/export_node.h"
#include "fovea/onnx/import_node.h"

namespace fovea::onnx {

namespace {

/// An operator with the attribute alpha and, if `second` is not "", a second one.
void with_attributes(OpTable& table, const std::string& kind, const std::string& op, float alpha,
                     const std::string& second, float beta,
                     std::function<Value(Value x, float alpha, float beta, std::string)> layer) {
  table.exporters[kind] = {[op, second](ExportNode& node) {
                             const auto& unary = node.layer<UnaryLayer>();
                             ExportNode::Attributes attributes = {{"alpha", unary.alpha()}};
                             if (!second.empty()) attributes[second] = unary.beta();
                             node.result_like_input(op, {node.input(0)}, attributes);
                           },
                           Columns::any};
  table.importers[op] = [=, layer = std::move(layer)](ImportNode& node) {
    const float a = node.number("alpha", alpha), b = node.number(second, beta);
    node.result(layer(node.value(0), a, b, node.name()), node.operand(0).layout);
  };
}

void write_mish(ExportNode& node) {
  const std::string x = node.input(0);
  const std::string power = node.step("softplus", "Softplus", {x});
  node.result_like_input("Mul", {x, node.step("tanh", "Tanh", {power})});
}

void read_mish(ImportNode& node) {
  node.result(mish(node.value(0), node.name()), node.operand(0).layout);
}

std::optional<Fusion> fuse_mish(const Matcher& graph, const NodeDef& product) {
  if (product.inputs.size() != 2) return {};
  for (size_t i = 0; i < 2; ++i) {
    const NodeDef* tanh = graph.inner(product.inputs[i], "Tanh");
    const NodeDef* softplus = tanh ? graph.inner(tanh->inputs.at(0), "Softplus") : nullptr;
    if (!softplus || softplus->inputs != std::vector{product.inputs[1 - i]}) continue;
    return Fusion{{"Mish", product.name, softplus->inputs, product.outputs, {}}, {tanh, softplus}};
  }
  return {};
}

}  // namespace

void register_unary(OpTable& table) {
  table.unary("absolute", "Abs", absolute);
  table.unary("negative", "Neg", negative);
  table.unary("reciprocal", "Reciprocal", reciprocal);
  table.unary("sqrt", "Sqrt", [](Value x, std::string name) { return fovea::sqrt(x, name); });
  table.unary("exp", "Exp", [](Value x, std::string name) { return fovea::exp(x, name); });
  table.unary("log", "Log", [](Value x, std::string name) { return fovea::log(x, name); });
  table.unary("erf", "Erf", [](Value x, std::string name) { return fovea::erf(x, name); });
  table.unary("softsign", "Softsign", softsign);
  table.unary("hard_swish", "HardSwish", hard_swish);
  with_attributes(table, "hard_sigmoid", "HardSigmoid", 0.2f, "beta", 0.5f,
                  [](Value x, float alpha, float beta, std::string name) {
                    return hard_sigmoid(x, {alpha, beta}, std::move(name));
                  });
  with_attributes(table, "selu", "Selu", SeluConfig().alpha, "gamma", SeluConfig().gamma,
                  [](Value x, float alpha, float gamma, std::string name) {
                    return selu(x, {alpha, gamma}, std::move(name));
                  });
  with_attributes(table, "celu", "Celu", 1, "", 0,
                  [](Value x, float alpha, float, std::string name) {
                    return celu(x, {alpha}, std::move(name));
                  });
  with_attributes(table, "thresholded_relu", "ThresholdedRelu", 1, "", 0,
                  [](Value x, float alpha, float, std::string name) {
                    return thresholded_relu(x, {alpha}, std::move(name));
                  });
  table.exporters["mish"] = {write_mish, Columns::any};
  table.importers["Mish"] = read_mish;
  table.patterns.emplace("Mul", fuse_mish);
}

}  // namespace fovea::onnx
