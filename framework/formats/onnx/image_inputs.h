// The order of the axes of an image input.
#pragma once

#include "fovea/onnx/definition.h"

namespace fovea::onnx {

/// Whether the file takes this input of four axes as (N, H, W, C): either it turns the input into
/// (N, C, H, W), perhaps after arithmetic; or its nodes work on any order, and only the last axis
/// looks like channels.
bool has_channels_last(const GraphDef& file, const ValueDef& input);

}  // namespace fovea::onnx
