// What max_pool and average_pool share when they are read and written.
#pragma once

#include "fovea/layers/common/pool2d.h"
#include "framework/formats/onnx/windows.h"

namespace fovea::onnx {

struct WrittenPool {
  ExportNode::Attributes attributes;
  /// Rounding up was written as more padding at the end of the image, which must not count.
  bool stretched = false;
};

WrittenPool write_pool(const PoolConfig& config, std::int64_t height, std::int64_t width);
PoolConfig read_pool(const ImportNode& node);

}  // namespace fovea::onnx
