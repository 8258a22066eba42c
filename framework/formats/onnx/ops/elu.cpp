#include "fovea/layers/elu.h"

#include "fovea/onnx/export_node.h"
#include "fovea/onnx/import_node.h"

namespace fovea::onnx {

namespace {

void write(ExportNode& node) {
  node.result_like_input("Elu", {node.input(0)},
                         {{"alpha", node.layer<EluLayer>().config().alpha}});
}

void read(ImportNode& node) {
  node.result(elu(node.value(0), {.alpha = node.number("alpha", 1)}, node.name()),
              node.operand(0).layout);
}

}  // namespace

void register_elu(OpTable& table) {
  table.exporters["elu"] = {write, Columns::any};
  table.importers["Elu"] = read;
}

}  // namespace fovea::onnx
