// A tensor of an ONNX file, wherever its elements lie.
#pragma once

#include "fovea/onnx/definition.h"
#include "framework/formats/onnx/external_data.h"
#include "framework/formats/onnx/proto.h"

namespace fovea::onnx {

/// Throws Error unless as many elements are there as the shape says, before anything is
/// allocated for them, and for element types other than floats and whole numbers. Floats of any
/// width become f32.
Constant read_tensor(const proto::TensorProto& tensor, ExternalData& beside);

/// "FLOAT", for messages.
std::string type_name(int type);

}  // namespace fovea::onnx
