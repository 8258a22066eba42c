// The functions that a model file defines.
#pragma once

#include "framework/formats/onnx/proto.h"

namespace fovea::onnx {

/// Replaces each call of a function by the function's nodes, whose names begin with the call's
/// name. Calls inside functions and branches are replaced too. Throws Error for functions that call
/// themselves, and for more nodes than a model may have.
void inline_functions(proto::ModelProto& model);

}  // namespace fovea::onnx
