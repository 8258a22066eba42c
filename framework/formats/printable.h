// Names out of foreign files, made fit for a message of one line.
#pragma once

#include <string>
#include <string_view>

namespace fovea {

/// The text with bytes that are no printable ASCII as \xNN, cut after 100 characters.
std::string printable(std::string_view text);

}  // namespace fovea
