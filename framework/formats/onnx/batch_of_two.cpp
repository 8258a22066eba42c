// The shapes that a file would have for a batch of two. An axis that differs from that for a batch
// of one holds the batch; so a Reshape made of these shapes works for any batch. Everything that is
// known while the file is read is computed for both.
#include <algorithm>

#include "fovea/onnx/import.h"

namespace fovea::onnx {

const Shape& Import::doubled_shape(Value x) {
  const Graph& graph = *model_.graph;
  for (int id = static_cast<int>(doubled_shapes_.size()); id < graph.value_count(); ++id) {
    const Shape& shape = graph.info(id).type.shape;
    doubled_shapes_.push_back(open_inputs_.contains(id) ? shape.with(0, 2 * shape[0]) : shape);
  }
  for (; doubled_nodes_ < graph.nodes().size(); ++doubled_nodes_) {
    const Node& node = graph.nodes()[doubled_nodes_];
    std::vector<TensorType> types;
    for (const int id : node.inputs) {
      types.push_back({doubled_shapes_[static_cast<size_t>(id)], graph.info(id).type.dtype});
    }
    try {
      const std::vector<TensorType> outputs = node.layer->infer(types);
      for (size_t k = 0; k < outputs.size(); ++k) {
        doubled_shapes_[static_cast<size_t>(node.outputs[k])] = outputs[k].shape;
      }
    } catch (const Error&) {
      // It accepts only a batch of one.
    }
  }
  return doubled_shapes_[static_cast<size_t>(x.id())];
}

void Import::double_results(const NodeDef& node, const std::function<void()>& again) {
  const bool of_shapes = node.op == "Shape" || node.op == "Size";
  const bool follows = of_shapes || std::ranges::any_of(node.inputs, [&](const std::string& input) {
                         return doubled_.contains(input);
                       });
  if (open_inputs_.empty() || !follows || node.op == "If") return;  // an If has its graph only once
  std::map<std::string, Operand> once;
  for (const std::string& output : node.outputs) {
    if (output.empty()) continue;
    const auto operand = operands_.find(output);
    if (operand == operands_.end() || !operand->second.is_constant()) return;
    once.insert(*operand);
  }
  in_double_ = true;
  try {
    again();
  } catch (const Error&) {
    // Nothing is known here for another batch than one.
  }
  in_double_ = false;
  for (auto& [output, operand] : once) {
    Operand& twice = operands_[output];
    const Ints* numbers = std::get_if<Ints>(&operand.constant.values);
    const Ints* doubled = std::get_if<Ints>(&twice.constant.values);
    const bool others = twice.is_constant() && numbers && doubled &&
                        twice.constant.shape == operand.constant.shape && *numbers != *doubled;
    if (others) doubled_[output] = twice;
    twice = std::move(operand);
  }
}

}  // namespace fovea::onnx
