#pragma once

#include <google/protobuf/io/zero_copy_stream.h>

namespace fovea::onnx {

/// Throws Error if the bytes of a model hold more messages, texts or unknown fields than any useful
/// model: an empty message has two bytes in the file but two hundred in memory. False if they are
/// not a protocol buffer, or hold groups, which ONNX does not use.
bool expect_few_messages(google::protobuf::io::ZeroCopyInputStream& bytes);

}  // namespace fovea::onnx
