// An ONNX file as it is read.
#pragma once

#include <filesystem>

#include "fovea/onnx/definition.h"

namespace fovea::onnx {

/// The types of outputs in a file may be wrong or incomplete, so their dims are left empty. Throws
/// Error naming the fault, but not the file.
GraphDef read_graph(const std::filesystem::path& path);

}  // namespace fovea::onnx
