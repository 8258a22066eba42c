// Clip. Up to operator set 10 the bounds were attributes; with bounds that the graph computes it
// becomes a maximum and a minimum.
#include "fovea/layers/clip.h"

#include <algorithm>

#include "fovea/layers/binary.h"
#include "framework/formats/onnx/pairs.h"

namespace fovea::onnx {

namespace {

void write(ExportNode& node) {
  const ClipConfig& config = node.layer<ClipLayer>().config();
  const std::string x = node.input(0);
  node.result_like_input("Clip",
                         {x, node.number("low", config.low), node.number("high", config.high)});
}

/// Reads a Clip whose bounds the graph computes.
void read_computed(ImportNode& node) {
  const bool both = node.has_input(1) && node.has_input(2);
  Operand y{node.value(0),
            node.operand(0).is_constant() ? Layout::plain() : node.operand(0).layout};
  if (node.has_input(1)) y = pair(node, y, 1, maximum, both ? node.name() + "/low" : node.name());
  if (node.has_input(2)) y = pair(node, y, 2, minimum, node.name());
  node.result(y.value, y.layout);
}

void read(ImportNode& node) {
  for (const size_t bound : {1u, 2u}) {
    if (node.has_input(bound) && !node.is_constant(bound)) return read_computed(node);
  }
  ClipConfig config;
  config.low = node.has_input(1) ? node.scalar(1) : node.number("min", config.low);
  config.high = node.has_input(2) ? node.scalar(2) : node.number("max", config.high);
  // The standard: bounds the wrong way round make everything the upper one.
  config.low = std::min(config.low, config.high);
  node.result(clip(node.value(0), config, node.name()), node.operand(0).layout);
}

}  // namespace

void register_clip(OpTable& table) {
  table.exporters["clip"] = {write, Columns::any};
  table.importers["Clip"] = read;
}

}  // namespace fovea::onnx
