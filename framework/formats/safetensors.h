// safetensors, the checkpoint format (https://github.com/huggingface/safetensors): 8 bytes of
// header length (little endian), the header as JSON {"name": {"dtype", "shape", "data_offsets"},
// "__metadata__": {"key": "text"}}, padded with spaces to a multiple of 8, then the tensors'
// bytes one after the other with no holes.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "fovea/core/tensor.h"

namespace fovea::safetensors {

struct File {
  std::map<std::string, Tensor> tensors;
  std::map<std::string, std::string> metadata;
};

/// Everything is checked before it is allocated; throws Error naming file, tensor and fault.
File read(const std::filesystem::path& path);

/// Replaces the file atomically. The bytes are a function of the content: tensors are in the order
/// of descending element size, so each is aligned to its elements, then in the order of names.
void write(const std::filesystem::path& path, const File& content);

}  // namespace fovea::safetensors
