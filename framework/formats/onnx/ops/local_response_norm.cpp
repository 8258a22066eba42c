// LRN, whose second axis holds the channels.
#include "fovea/layers/local_response_norm.h"

#include "fovea/onnx/export_node.h"
#include "fovea/onnx/import_node.h"

namespace fovea::onnx {

namespace {

void write(ExportNode& node) {
  const LocalResponseNormConfig& config = node.layer<LocalResponseNormLayer>().config();
  const int rank = node.input_type(0).shape.rank();
  if (rank != 2 && rank != 4) throw Error("of {} axes it has no form in ONNX", rank);
  const Layout layout = rank == 4 ? Layout::channels() : Layout::plain();
  node.result("LRN", {node.input(0, layout)},
              {{"size", std::int64_t{config.size}},
               {"alpha", config.alpha},
               {"beta", config.beta},
               {"bias", config.k}},
              layout);
}

void read(ImportNode& node) {
  const Shape shape = node.operand(0).shape();
  if (shape.rank() != 2 && shape.rank() != 4) {
    throw Error("only images and matrices are supported, not {}", shape.str());
  }
  if (!node.has("size")) throw Error("it has no size");
  const LocalResponseNormConfig config{.size = to_int(node.integer("size", 0), "size"),
                                       .alpha = node.number("alpha", 1e-4f),
                                       .beta = node.number("beta", 0.75f),
                                       .k = node.number("bias", 1)};
  const Layout layout = shape.rank() == 4 ? Layout::channels() : Layout::plain();
  node.result(local_response_norm(node.value(0, layout), config, node.name()), layout);
}

}  // namespace

void register_local_response_norm(OpTable& table) {
  table.exporters["local_response_norm"] = {write};
  table.importers["LRN"] = read;
}

}  // namespace fovea::onnx
