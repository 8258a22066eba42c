// Shape arithmetic: what depends on known shapes and numbers alone is carried out as the file is
// read.
#pragma once

#include <optional>

#include "fovea/onnx/import_node.h"

namespace fovea::onnx {

/// The node's output if it is known: the shape of a value, or what an operator makes of constants
/// that nobody trains. Throws Error for impossible arithmetic.
std::optional<Constant> fold(const ImportNode& node);

}  // namespace fovea::onnx
