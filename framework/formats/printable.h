// Makes names from foreign files fit for a message of one line.
#pragma once

#include <string>
#include <string_view>

namespace fovea {

/// The text, cut after 100 characters; bytes that are not printable ASCII become \xNN.
std::string printable(std::string_view text);

}  // namespace fovea
