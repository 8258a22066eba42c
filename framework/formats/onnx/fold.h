// Values that depend only on known shapes and numbers are computed while the file is read: shape
// arithmetic, and weights that are made from other weights.
#pragma once

#include <vector>

#include "fovea/onnx/import_node.h"

namespace fovea::onnx {

/// The node's outputs if they are known: the shape of a value, or the result of an operator on
/// constants. A result that is made from an initializer is trained like one, under the name of its
/// value. Empty for other nodes. Throws Error for impossible arithmetic.
std::vector<Constant> fold(const ImportNode& node);

/// Whether fold knows this operator on constants.
bool can_fold(const std::string& op);

/// Whether a constant is a weight rather than one of the few numbers of shape arithmetic.
bool is_trained(const Constant& constant);

}  // namespace fovea::onnx
