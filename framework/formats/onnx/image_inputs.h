// Which way round an image goes in.
#pragma once

#include "fovea/onnx/definition.h"

namespace fovea::onnx {

/// Whether the file takes this input, of four axes, as (N, H, W, C): it turns it into (N, C, H, W)
/// behind whatever arithmetic, or what it does with it works on any order and the last axis alone
/// looks like channels.
bool has_channels_last(const GraphDef& file, const ValueDef& input);

}  // namespace fovea::onnx
