// softmax and log_softmax: over the last axis here, which for an image are the channels; other axes
// are moved there.
#pragma once

#include "fovea/layers/softmax.h"
#include "fovea/onnx/export_node.h"
#include "fovea/onnx/import_node.h"

namespace fovea::onnx {

void register_softmax_like(OpTable& table, const std::string& kind, const std::string& op,
                           Value (*layer)(Value x, SoftmaxConfig config, std::string name));

}  // namespace fovea::onnx
