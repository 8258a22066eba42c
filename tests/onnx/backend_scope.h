// Which of ONNX's backend tests are used, and which of these do not pass.
#pragma once

#include <map>
#include <set>
#include <string>

namespace fovea {

/// A test is used if all its operators are among these.
const std::set<std::string>& operators();

/// The tests that do not pass, and why.
const std::map<std::string, std::string>& failures();

}  // namespace fovea
