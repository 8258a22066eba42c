// The functions that a model defines for itself.
#pragma once

#include "framework/formats/onnx/proto.h"

namespace fovea::onnx {

/// Puts its nodes in the place of each call of a function, with names that begin with the call's,
/// also of calls inside functions and branches. Throws Error for functions that call themselves,
/// and for more nodes than a model may have.
void inline_functions(proto::ModelProto& model);

}  // namespace fovea::onnx
