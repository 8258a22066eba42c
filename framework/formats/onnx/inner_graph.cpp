// Replaces an If by the nodes of one of its branches.
#include <algorithm>

#include "fovea/onnx/import.h"
#include "framework/formats/onnx/prepare.h"

namespace fovea::onnx {

namespace {

/// In a branch inside a branch: gives the values that it reads from outside their new names.
void rename_inside(Attribute& attribute, const std::map<std::string, std::string>& names) {
  const auto* graph = std::get_if<std::shared_ptr<const GraphDef>>(&attribute);
  if (!graph) return;
  GraphDef changed = **graph;
  std::set<std::string> own;
  for (const auto& [name, constant] : changed.initializers) own.insert(name);
  for (const NodeDef& node : changed.nodes) own.insert(node.outputs.begin(), node.outputs.end());
  const auto rename = [&](std::string& name) {
    const auto known = names.find(name);
    if (known != names.end() && !own.contains(name)) name = known->second;
  };
  for (NodeDef& node : changed.nodes) {
    std::ranges::for_each(node.inputs, rename);
    for (auto& [name, inner] : node.attributes) rename_inside(inner, names);
  }
  for (ValueDef& output : changed.outputs) rename(output.name);
  attribute = std::make_shared<const GraphDef>(std::move(changed));
}

}  // namespace

void Import::add_graph(const NodeDef& node, const GraphDef& graph) {
  GraphDef inner = graph;
  std::map<std::string, std::string> names;  // names in the branch, and the names here
  const auto give_name = [&](std::string& name) {
    std::string free = name;
    for (int count = 2; uses_.contains(free) || operands_.contains(free); ++count) {
      free = fmt::format("{}_{}", name, count);
    }
    if (!name.empty()) name = names[name] = free;
  };
  const auto read = [&](std::string& name) {
    if (const auto known = names.find(name); known != names.end()) name = known->second;
  };
  for (auto& [name, constant] : inner.initializers) give_name(name);
  for (NodeDef& each : inner.nodes) std::ranges::for_each(each.outputs, give_name);
  for (NodeDef& each : inner.nodes) {
    std::ranges::for_each(each.inputs, read);
    for (auto& [name, attribute] : each.attributes) rename_inside(attribute, names);
  }
  for (ValueDef& output : inner.outputs) read(output.name);
  // The values from outside: from small constants among them others may be computed.
  constexpr std::int64_t small = 1 << 10;
  std::set<std::string> outside;
  for (const std::string& input : node.inputs) {
    if (input.empty() || !outside.insert(input).second) continue;
    const Operand& outer_operand = operand(input);
    if (outer_operand.is_constant() && outer_operand.constant.shape.count() <= small) {
      inner.initializers.emplace_back(input, outer_operand.constant);
    } else {
      inner.inputs.push_back({input, DType::f32, {}});
    }
  }
  inner.opset = file_.opset;
  inner.ours = file_.ours;
  Prepared prepared = prepare(inner, table_);
  std::erase_if(prepared.constants, [&](const auto& each) { return outside.contains(each.first); });
  take_constants(std::move(prepared.constants));
  count_uses(prepared.nodes, inner.outputs);
  reserve_names(prepared.nodes);
  add_nodes(prepared.nodes);
  std::vector<std::string> outputs;
  for (size_t k = 0; k < node.outputs.size(); ++k) {
    if (k >= inner.outputs.size()) throw Error("its graph has {} outputs", inner.outputs.size());
    outputs.push_back(inner.outputs[k].name);
    if (!node.outputs[k].empty()) operands_[node.outputs[k]] = operand(outputs.back());
  }
  drop_used(outputs);
}

}  // namespace fovea::onnx
