// What max_pool and average_pool share on the way in and out.
#pragma once

#include "fovea/layers/common/pool2d.h"
#include "framework/formats/onnx/windows.h"

namespace fovea::onnx {

ExportNode::Attributes write_pool(const ExportNode& node, const PoolConfig& config);
PoolConfig read_pool(const ImportNode& node);

}  // namespace fovea::onnx
