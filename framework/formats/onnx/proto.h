// The protocol buffers of ONNX, for read_graph.cpp, read_tensor.cpp, functions.cpp and
// write_graph.cpp alone.
#pragma once

#include <onnx/onnx_pb.h>

namespace fovea::onnx {

namespace proto = ::onnx;

}  // namespace fovea::onnx
