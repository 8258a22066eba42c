// Which of ONNX's backend tests count, and which of those do not pass.
#pragma once

#include <map>
#include <set>
#include <string>

namespace fovea {

/// A test counts when all its operators are among these.
const std::set<std::string>& operators();

/// What does not pass, and why.
const std::map<std::string, std::string>& failures();

}  // namespace fovea
