// SoftmaxCrossEntropyLoss of two axes: one loss per example, or their mean. Label smoothing has no
// form in ONNX.
#include "fovea/layers/softmax_cross_entropy.h"

#include "fovea/layers/mean.h"
#include "fovea/onnx/export_node.h"
#include "fovea/onnx/import_node.h"

namespace fovea::onnx {

namespace {

void write(ExportNode& node) {
  if (node.layer<SoftmaxCrossEntropyLayer>().config().label_smoothing != 0) {
    throw Error("label smoothing has no form in ONNX");
  }
  node.result("SoftmaxCrossEntropyLoss",
              {node.input(0, Layout::plain()), node.input(1, Layout::plain())},
              {{"reduction", std::string("none")}});
}

void read(ImportNode& node) {
  if (node.has_input(2)) throw Error("weights of classes are not supported");
  if (node.has("ignore_index")) throw Error("ignore_index is not supported");
  const std::string reduction = node.text("reduction", "mean");
  const Value logits = node.value(0, Layout::plain()), labels = node.value(1, Layout::plain());
  if (reduction == "none") {
    node.result(softmax_cross_entropy(logits, labels, {}, node.name()));
  } else if (reduction == "mean") {
    node.result(mean(softmax_cross_entropy(logits, labels), node.name()));
  } else {
    throw Error("reduction is neither none nor mean");
  }
}

}  // namespace

void register_softmax_cross_entropy(OpTable& table) {
  table.exporters["softmax_cross_entropy"] = {write};
  table.importers["SoftmaxCrossEntropyLoss"] = read;
}

}  // namespace fovea::onnx
