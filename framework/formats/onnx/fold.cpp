#include "framework/formats/onnx/fold.h"

#include <algorithm>

#include "framework/formats/onnx/known.h"

namespace fovea::onnx {

namespace {

const KnownTable& known_table() {
  static const KnownTable table = [] {
    KnownTable operators;
    add_known_arithmetic(operators);
    add_known_moves(operators);
    add_known_reductions(operators);
    add_known_scatters(operators);
    return operators;
  }();
  return table;
}

Constant shape_of(const ImportNode& node) {
  const Shape shape = node.shape(0);
  const std::int64_t rank = shape.rank();
  const auto bound = [&](const char* name, std::int64_t otherwise) {
    const std::int64_t place = node.integer(name, otherwise);
    return std::clamp<std::int64_t>(place < 0 ? place + rank : place, 0, rank);
  };
  const std::int64_t start = bound("start", 0), end = std::max(start, bound("end", rank));
  return make_constant(Shape{end - start},
                       Ints(shape.dims().begin() + start, shape.dims().begin() + end));
}

/// In our own files an operator on weights is a layer, which trains them.
bool is_known(const ImportNode& node) {
  for (size_t i = 0; i < node.input_count(); ++i) {
    if (!node.has_input(i)) continue;
    if (!node.is_constant(i)) return false;
    if (node.is_ours() && is_trained(node.operand(i).constant)) return false;
  }
  return node.input_count() > 0;
}

}  // namespace

bool is_trained(const Constant& constant) {
  return constant.is_float() && !constant.initializer.empty() && constant.shape.count() > 8;
}

bool can_fold(const std::string& op) {
  return op == "Shape" || op == "Size" || op == "ConstantOfShape" || known_table().contains(op);
}

std::vector<Constant> fold(const ImportNode& node) {
  const NodeDef& definition = node.definition();
  if (definition.op == "Shape") return {shape_of(node)};
  if (definition.op == "Size") return {make_constant(Shape{}, Ints{node.shape(0).count()})};
  const auto known = known_table().find(definition.op);
  if (known == known_table().end() || !is_known(node)) return {};
  std::vector<Constant> results = known->second(node);
  const auto comes_from_weights = [&](size_t i) {
    return node.has_input(i) && node.operand(i).constant.is_float() &&
           !node.operand(i).constant.initializer.empty();
  };
  bool weights = false;
  for (size_t i = 0; i < node.input_count(); ++i) weights = weights || comes_from_weights(i);
  for (size_t k = 0; k < results.size() && k < definition.outputs.size() && !node.is_ours(); ++k) {
    if (weights && results[k].is_float()) results[k].initializer = definition.outputs[k];
  }
  return results;
}

}  // namespace fovea::onnx
