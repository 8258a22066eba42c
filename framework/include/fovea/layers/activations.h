// Activations by name, for choosing one at run time.
#pragma once

#include <map>
#include <string>

#include "fovea/graph/value.h"

namespace fovea {

/// Functions that make the node of an activation with its default settings. Each activation's
/// file defines `void register_<stem>(ActivationTable&)`, and CMake writes the function that
/// calls them all.
using ActivationTable = std::map<std::string, Value (*)(Value x)>;

/// All activations by name.
const ActivationTable& activations();

/// The activation of this name ("relu", "tanh", ...) on x, with its default settings. Throws
/// Error naming the nearest for an unknown name.
Value activation(const std::string& name, Value x);

}  // namespace fovea
