// Common parts of the layers with parameters, and of those whose kernels count in 32 bits.
#pragma once

#include <string>

#include "fovea/graph/graph.h"
#include "fovea/kernels/params.h"
#include "framework/core/to_uint.h"

namespace fovea {

/// The f32 variable "<node>/<what>".
Value parameter(Graph& graph, const std::string& node, std::string_view what, Shape shape,
                Initializer initializer, Role role = Role::parameter);

/// Checks the operands of an epilogue, which follow the `own` inputs of a kernel whose output is
/// y: scale and shift are vectors over y's last axis, residual is like y.
void expect_epilogue(std::string_view kind, Types inputs, size_t own, const Epilogue& epilogue,
                     const TensorType& y);

/// Runs the checks of a layer function on x before its node exists; adds to an Error what the graph
/// would add.
template <typename F>
auto at_node(const std::string& node, std::string_view kind, Value x, F&& f) {
  try {
    return f();
  } catch (const Error& error) {
    throw error.at(node).hint(fmt::format("the node is {} on {}", kind, x.type().str()));
  }
}

}  // namespace fovea
