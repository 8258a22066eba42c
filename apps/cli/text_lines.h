// Lines of a text from any editor or spreadsheet.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace fovea::apps {

/// The lines without their ends, which may be LF, CR LF or CR, and without a byte-order mark before
/// the first. UTF-16, recognised by its mark, becomes UTF-8.
std::vector<std::string> text_lines(std::string_view text);

}  // namespace fovea::apps
