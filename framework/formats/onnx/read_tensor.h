// Reads a tensor of an ONNX file, in any of the places where its elements can be.
#pragma once

#include "fovea/onnx/definition.h"
#include "framework/formats/onnx/external_data.h"
#include "framework/formats/onnx/proto.h"

namespace fovea::onnx {

/// Throws Error, before anything is allocated for them, unless there are as many elements as the
/// shape says. Throws Error for element types other than floats and whole numbers. Floats of any
/// width become f32.
Constant read_tensor(const proto::TensorProto& tensor, ExternalData& beside);

/// "FLOAT", for messages.
std::string type_name(int type);

}  // namespace fovea::onnx
