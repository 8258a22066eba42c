// Lines of a text that somebody's editor, or a spreadsheet, wrote.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace fovea::apps {

/// The lines without their ends, which may be LF, CR LF or CR, and without a byte-order mark in
/// front of the first. UTF-16, which its mark gives away, becomes UTF-8.
std::vector<std::string> text_lines(std::string_view text);

}  // namespace fovea::apps
