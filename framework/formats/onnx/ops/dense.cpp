// Gemm and MatMul, which are dense if the weight is constant, and MatMul followed by the addition
// of one constant per column: a dense layer on more than two axes is written like this. After a
// flattened image the weight's columns are in the file's order.
#include "fovea/layers/dense.h"

#include "fovea/layers/add.h"
#include "fovea/layers/matmul.h"
#include "fovea/layers/multiply.h"
#include "fovea/layers/reshape.h"
#include "fovea/onnx/export_node.h"
#include "fovea/onnx/import_node.h"

namespace fovea::onnx {

namespace {

void write(ExportNode& node) {
  const auto& layer = node.layer<DenseLayer>();
  ExportNode::expect_unfused(layer.tail());
  if (node.input_type(0).shape.rank() != 2) {
    const ExportNode::Names product = {node.input(0, Layout::plain()), node.weight(1, {1, 0})};
    if (!layer.config().bias) return node.result("MatMul", product);
    return node.result("Add", {node.step("product", "MatMul", product), node.weight(2)});
  }
  ExportNode::Names inputs = {node.input(0), node.weight(1, node.layout(0))};
  if (layer.config().bias) inputs.push_back(node.weight(2));
  node.result("Gemm", inputs, {{"transB", std::int64_t{1}}});
}

Tensor scaled(const Tensor& tensor, float factor) {
  if (factor == 1) return tensor;
  Tensor result = tensor.clone();
  for (float& value : result.as<float>()) value *= factor;
  return result;
}

/// The weight of input 1 as (units, inputs), its columns in our order.
Value read_weight(ImportNode& node, bool turned, float factor) {
  Tensor weight = node.floats(1);
  if (weight.shape().rank() != 2) {
    throw Error("the weight must be a matrix, not {}", weight.shape().str());
  }
  constexpr int order[] = {1, 0};
  if (!turned) weight = transposed(weight, order);
  const Layout& layout = node.operand(0).layout;
  std::string form = fmt::format("{} {}", turned ? "" : "turned", factor);
  if (layout.kind == Layout::Kind::flat && weight.shape()[1] == layout.image.count()) {
    weight = columns_from_file(weight, layout.image);
    form += layout.image.str();
  }
  return node.weight(1, scaled(weight, factor), form);
}

Value read_bias(ImportNode& node, std::int64_t units, float factor) {
  if (!node.has_input(2) || factor == 0) return {};
  const Tensor& tensor = node.floats(2);
  const Shape& shape = tensor.shape();
  if (shape.count() == 1 && units != 1) {
    Tensor bias({units}, DType::f32);
    std::ranges::fill(bias.as<float>(), factor * tensor.as<float>()[0]);
    return node.weight(2, bias, "spread");
  }
  if (shape.count() != units || shape.back() != units) {
    throw Error("a bias of shape {} for {} columns", shape.str(), units);
  }
  return node.weight(2, scaled(tensor, factor).reshaped({units}), fmt::format("{}", factor));
}

void read(ImportNode& node, bool turned, float alpha, float beta) {
  const Operand& x = node.operand(0);
  const Value weight = read_weight(node, turned, alpha);
  const Value bias = read_bias(node, weight.shape()[0], beta);
  const Layout layout = x.shape().rank() == 2 ? x.layout : Layout::plain();
  node.result(dense(node.value(0, layout), weight, bias, {.name = node.name()}));
}

bool is_dense(const ImportNode& node) {
  const Operand &x = node.operand(0), &weight = node.operand(1);
  const bool bias_known = !node.has_input(2) || node.operand(2).is_constant();
  return !x.is_constant() && x.shape().rank() >= 2 && weight.is_constant() &&
         weight.constant.is_float() && weight.shape().rank() == 2 && bias_known;
}

/// A bias that dense takes: one number, or one per column.
bool is_dense_bias(const ImportNode& node, std::int64_t units) {
  if (!node.has_input(2)) return true;
  const Shape shape = node.operand(2).shape();
  return shape.count() == 1 || (shape.count() == units && shape.back() == units);
}

Value scaled_value(Value x, float factor) {
  if (factor == 1) return x;
  return multiply(x, x.graph().constant(Tensor::of(Shape{1}, {factor})));
}

void read_gemm(ImportNode& node) {
  const bool turned_a = node.integer("transA", 0) != 0, turned_b = node.integer("transB", 0) != 0;
  const float alpha = node.number("alpha", 1), beta = node.number("beta", 1);
  if (is_dense(node) && !turned_a) {
    const Shape weight = node.operand(1).shape();
    if (is_dense_bias(node, weight[turned_b ? 0 : 1])) return read(node, turned_b, alpha, beta);
  }
  const bool biased = node.has_input(2) && beta != 0;
  Value y = matmul(node.value(0, Layout::plain()), node.value(1, Layout::plain()),
                   {turned_a, turned_b}, alpha == 1 && !biased ? node.name() : "");
  y = scaled_value(y, alpha);
  if (biased) y = add(y, scaled_value(node.value(2, Layout::plain()), beta), node.name());
  node.result(y);
}

/// A vector on the left is one row, a vector on the right is one column; that axis is removed from
/// the result.
void read_matmul(ImportNode& node) {
  if (is_dense(node)) return read(node, false, 1, 1);
  Value a = node.value(0, Layout::plain()), b = node.value(1, Layout::plain());
  const bool row = a.shape().rank() == 1, column = b.shape().rank() == 1;
  if (row) a = reshape(a, {{1, -1}});
  if (column) b = reshape(b, {{-1, 1}});
  if (!row && !column) return node.result(matmul(a, b, {}, node.name()));
  const Value y = matmul(a, b);
  ReshapeConfig rest;
  const int rank = y.shape().rank();
  for (int axis = 0; axis < rank; ++axis) {
    const bool goes = (row && axis == rank - 2) || (column && axis == rank - 1);
    if (!goes) rest.shape.push_back(y.shape()[axis]);
  }
  node.result(reshape(y, rest, node.name()));
}

std::optional<Fusion> with_bias(const Matcher& graph, const NodeDef& add) {
  if (add.inputs.size() != 2) return {};
  for (size_t i = 0; i < 2; ++i) {
    const NodeDef* product = graph.inner(add.inputs[i], "MatMul");
    const Constant* bias = graph.constant(add.inputs[1 - i]);
    if (!product || product->inputs.size() != 2 || !bias || !bias->is_float()) continue;
    if (bias->shape.rank() > 2 || bias->shape.count() != bias->shape.back()) continue;
    const bool is_ours = product->name == add.name + "/product";  // as in write()
    NodeDef node{"Gemm", is_ours ? add.name : product->name, product->inputs, add.outputs, {}};
    node.inputs.push_back(add.inputs[1 - i]);
    return Fusion{node, {product}};
  }
  return {};
}

}  // namespace

void register_dense(OpTable& table) {
  table.exporters["dense"] = {write, Columns::ends};
  table.importers["Gemm"] = read_gemm;
  table.importers["MatMul"] = read_matmul;
  table.patterns.emplace("Add", with_bias);
}

}  // namespace fovea::onnx
