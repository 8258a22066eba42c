// Text of unknown origin (names in files, names of files) made safe for a terminal.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace fovea {

/// Whether the text is UTF-8 as defined in RFC 3629, which reports and ONNX files need.
bool is_utf8(std::string_view text);

/// The text in one line of valid UTF-8 that no terminal takes for a command: control characters,
/// escape sequences, marks that change the direction of writing, and bytes that are not UTF-8
/// become `\n`, `\t`, `\x1b`, `\u202e` and so on. Text that is plain already comes back unchanged.
std::string terminal_text(std::string_view text);

/// "'a', 'b'" for these names, unchanged. If there are more than eight, the first of them and the
/// number of the others.
std::string listed(std::span<const std::string> names);

}  // namespace fovea
