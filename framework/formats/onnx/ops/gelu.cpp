// x * (1 + Erf(x / sqrt(2))) * 0.5, with the factors in any order: operator set 17 has no Gelu.
// Gelu is read from files of set 20 and later.
#include "fovea/layers/gelu.h"

#include <cmath>
#include <numbers>

#include "fovea/layers/add.h"
#include "fovea/layers/multiply.h"
#include "fovea/layers/sigmoid.h"
#include "fovea/onnx/export_node.h"
#include "fovea/onnx/import_node.h"
#include "framework/formats/printable.h"

namespace fovea::onnx {

namespace {

void write(ExportNode& node) {
  const std::string x = node.input(0);
  const std::string argument =
      node.step("argument", "Div", {x, node.number("root_two", std::numbers::sqrt2_v<float>)});
  const std::string erf = node.step("erf", "Erf", {argument});
  const std::string twice = node.step("twice", "Add", {erf, node.number("one", 1)});
  const std::string product = node.step("product", "Mul", {x, twice});
  node.result_like_input("Mul", {product, node.number("half", 0.5f)});
}

void read(ImportNode& node) {
  node.result(gelu(node.value(0), node.name()), node.operand(0).layout);
}

/// 0.5 x (1 + tanh(u)) for u = sqrt(2 / pi) (x + 0.044715 x^3), which is x sigmoid(2 u).
Value gelu_by_tanh(Value x, std::string name) {
  const auto number = [&](double value) {
    return x.graph().constant(Tensor::scalar(static_cast<float>(value)));
  };
  const double slope = 2 * std::sqrt(2 / std::numbers::pi);
  const Value bent = add(multiply(multiply(x, x), number(0.044715 * slope)), number(slope));
  return multiply(x, sigmoid(multiply(x, bent)), std::move(name));
}

void read_operator(ImportNode& node) {
  if (node.opset() < 20) throw Error("it is no operator of set {}, only from 20 on", node.opset());
  const std::string approximate = node.text("approximate", "none");
  if (approximate != "none" && approximate != "tanh") {
    throw Error("approximate '{}' is neither none nor tanh", printable(approximate));
  }
  const Value x = node.value(0);
  const Layout layout = node.operand(0).is_constant() ? Layout::plain() : node.operand(0).layout;
  node.result(approximate == "none" ? gelu(x, node.name()) : gelu_by_tanh(x, node.name()), layout);
}

bool near(std::optional<float> number, float target) {
  return number && std::abs(*number - target) < 1e-4f;
}

/// A product of products as its known number and its other factors.
struct Product {
  float number = 1;
  std::vector<std::string> factors;
  std::vector<const NodeDef*> inner;

  void add(const Matcher& graph, const NodeDef& node) {
    for (const std::string& input : node.inputs) {
      if (const auto known = graph.scalar(input)) {
        number *= *known;
      } else if (const NodeDef* product = graph.inner(input, "Mul")) {
        inner.push_back(product);
        add(graph, *product);
      } else {
        factors.push_back(input);
      }
    }
  }
};

/// The nodes of 1 + Erf(x / sqrt(2)), empty unless `sum` is that.
std::vector<const NodeDef*> cumulative(const Matcher& graph, const std::string& sum,
                                       const std::string& x) {
  const NodeDef* add = graph.inner(sum, "Add");
  if (!add || add->inputs.size() != 2) return {};
  for (size_t i = 0; i < 2; ++i) {
    const NodeDef* erf = graph.inner(add->inputs[i], "Erf");
    if (!erf || erf->inputs.size() != 1 || !near(graph.scalar(add->inputs[1 - i]), 1)) continue;
    const NodeDef* division = graph.inner(erf->inputs[0], "Div");
    const NodeDef* argument = division ? division : graph.inner(erf->inputs[0], "Mul");
    if (!argument || argument->inputs.size() != 2 || argument->inputs[0] != x) continue;
    constexpr float root = std::numbers::sqrt2_v<float>;
    if (!near(graph.scalar(argument->inputs[1]), division ? root : 1 / root)) continue;
    return {add, erf, argument};
  }
  return {};
}

std::optional<Fusion> fuse(const Matcher& graph, const NodeDef& last) {
  Product product;
  product.add(graph, last);
  if (product.factors.size() != 2 || !near(product.number, 0.5f)) return {};
  for (size_t i = 0; i < 2; ++i) {
    const std::string& x = product.factors[i];
    const std::vector<const NodeDef*> nodes = cumulative(graph, product.factors[1 - i], x);
    if (nodes.empty()) continue;
    product.inner.insert(product.inner.end(), nodes.begin(), nodes.end());
    return Fusion{{"fovea::Gelu", last.name, {x}, last.outputs, {}}, product.inner};
  }
  return {};
}

}  // namespace

void register_gelu(OpTable& table) {
  table.exporters["gelu"] = {write, Columns::any};
  table.importers["fovea::Gelu"] = read;
  table.importers["Gelu"] = read_operator;
  table.patterns.emplace("Mul", fuse);
}

}  // namespace fovea::onnx
