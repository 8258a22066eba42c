// If, whose condition is known while the file is read: one branch replaces it.
#include "fovea/onnx/import_node.h"

namespace fovea::onnx {

namespace {

void read(ImportNode& node) {
  const Operand& condition = node.operand(0);
  const Ints* holds =
      condition.is_constant() ? std::get_if<Ints>(&condition.constant.values) : nullptr;
  if (!holds) {
    throw Error(
        "its condition is computed by the graph; one that is known as the file is read is "
        "supported");
  }
  if (holds->size() != 1) throw Error("its condition is {}", condition.constant.shape.str());
  const char* branch = holds->front() != 0 ? "then_branch" : "else_branch";
  const auto& attributes = node.definition().attributes;
  const auto attribute = attributes.find(branch);
  const auto* graph = attribute == attributes.end()
                          ? nullptr
                          : std::get_if<std::shared_ptr<const GraphDef>>(&attribute->second);
  if (!graph) throw Error("it has no {}", branch);
  node.results_of(**graph);
}

}  // namespace

void register_if(OpTable& table) { table.importers["If"] = read; }

}  // namespace fovea::onnx
