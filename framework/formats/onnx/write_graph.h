// An ONNX file as it is written.
#pragma once

#include <filesystem>

#include "fovea/onnx/definition.h"

namespace fovea::onnx {

/// Replaces the file atomically. Extents of -1 are written as the parameter "N".
void write_graph(GraphDef graph, const std::filesystem::path& path, WeightStorage weights);

}  // namespace fovea::onnx
