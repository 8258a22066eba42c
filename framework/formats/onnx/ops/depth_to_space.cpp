// DepthToSpace and SpaceToDepth: blocks of pixels as channels, and back. An image here has its
// channels last, so both use (N, H, W, rows, columns, C) in between; the mode CRD has the channels
// before the rows of a block.
#include "fovea/layers/reshape.h"
#include "fovea/layers/transpose.h"
#include "fovea/onnx/import_node.h"
#include "framework/formats/printable.h"

namespace fovea::onnx {

namespace {

std::int64_t block_of(const ImportNode& node) {
  constexpr std::int64_t most = 1 << 15;
  const std::int64_t block = node.integer("blocksize", 0);
  if (block < 1 || block > most) throw Error("blocksize {}", block);
  if (node.operand(0).shape().rank() != 4) {
    throw Error("its input must be an image (N, C, H, W), not {}", node.operand(0).shape().str());
  }
  return block;
}

void read_depth_to_space(ImportNode& node) {
  const std::int64_t block = block_of(node);
  const std::string mode = node.text("mode", "DCR");
  if (mode != "DCR" && mode != "CRD") {
    throw Error("mode '{}' is neither DCR nor CRD", printable(mode));
  }
  const Value x = node.value(0, Layout::channels());
  const std::int64_t h = x.shape()[1], w = x.shape()[2], c = x.shape()[3] / (block * block);
  if (c * block * block != x.shape()[3]) {
    throw Error("{} channels are no blocks of {}x{}", x.shape()[3], block, block);
  }
  const bool channels_first = mode == "CRD";
  const Value parts = channels_first ? reshape(x, {{0, h, w, c, block, block}})
                                     : reshape(x, {{0, h, w, block, block, c}});
  const Value y = channels_first ? transpose(parts, {{0, 1, 4, 2, 5, 3}})
                                 : transpose(parts, {{0, 1, 3, 2, 4, 5}});
  node.result(reshape(y, {{0, h * block, w * block, c}}, node.name()), Layout::channels());
}

void read_space_to_depth(ImportNode& node) {
  const std::int64_t block = block_of(node);
  const Value x = node.value(0, Layout::channels());
  const std::int64_t h = x.shape()[1] / block, w = x.shape()[2] / block, c = x.shape()[3];
  if (h * block != x.shape()[1] || w * block != x.shape()[2]) {
    throw Error("{}x{} pixels are no blocks of {}x{}", x.shape()[1], x.shape()[2], block, block);
  }
  const Value parts = reshape(x, {{0, h, block, w, block, c}});
  const Value y = transpose(parts, {{0, 1, 3, 2, 4, 5}});
  node.result(reshape(y, {{0, h, w, block * block * c}}, node.name()), Layout::channels());
}

}  // namespace

void register_depth_to_space(OpTable& table) {
  table.importers["DepthToSpace"] = read_depth_to_space;
  table.importers["SpaceToDepth"] = read_space_to_depth;
}

}  // namespace fovea::onnx
