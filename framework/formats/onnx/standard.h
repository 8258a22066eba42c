// Rules of the ONNX standard for a single node.
#pragma once

#include "fovea/onnx/definition.h"

namespace fovea::onnx {

/// Throws Error if a node of the standard domain has more inputs or outputs than its operator has
/// in this operator set, or an attribute that it lacks. Operators that are not in the table
/// are accepted.
void expect_standard(const NodeDef& node, std::int64_t opset);

}  // namespace fovea::onnx
