// Good ONNX files, to be damaged.
#pragma once

#include <filesystem>
#include <vector>

#include "tests/hostile/survive.h"

namespace fovea {

/// They are written to this path one after another; the files beside it, with the weights of
/// some, stay.
std::vector<ByteVector> onnx_seeds(const std::filesystem::path& path);

}  // namespace fovea
