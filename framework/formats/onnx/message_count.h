#pragma once

#include <google/protobuf/io/zero_copy_stream.h>

namespace fovea::onnx {

/// Throws Error if the bytes of a model hold more messages, texts or unknown fields than any model
/// of use: two bytes of a file, an empty message, become two hundred in memory. False if they are
/// no protocol buffer, or hold groups, of which ONNX has none.
bool expect_few_messages(google::protobuf::io::ZeroCopyInputStream& bytes);

}  // namespace fovea::onnx
