// Sound ONNX files to be damaged.
#pragma once

#include <filesystem>
#include <vector>

#include "tests/hostile/survive.h"

namespace fovea {

/// Written to this path one after the other; what lies beside it, the weights of some, stays.
std::vector<ByteVector> onnx_seeds(const std::filesystem::path& path);

}  // namespace fovea
