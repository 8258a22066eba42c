// Dropout without training_mode: in other tools it does nothing; here training can use it.
#include "fovea/layers/dropout.h"

#include "fovea/onnx/export_node.h"
#include "fovea/onnx/import_node.h"

namespace fovea::onnx {

namespace {

void write(ExportNode& node) {
  const float rate = node.layer<DropoutLayer>().config().rate;
  node.result_like_input("Dropout", {node.input(0), node.number("rate", rate)});
}

void read(ImportNode& node) {
  // The ratio was an attribute before operator set 12.
  // A rate that is computed is used only in training, and so is the mode.
  const bool known = node.has_input(1) && node.is_constant(1);
  const float rate = known ? node.scalar(1) : node.number("ratio", 0.5f);
  node.result(dropout(node.value(0), {.rate = rate}, node.name()), node.operand(0).layout);
}

}  // namespace

void register_dropout(OpTable& table) {
  table.exporters["dropout"] = {write, Columns::any};
  table.importers["Dropout"] = read;
}

}  // namespace fovea::onnx
