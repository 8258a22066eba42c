// What the program says besides its results, on stderr.
#pragma once

#include <fmt/format.h>

#include <string_view>
#include <utility>

namespace fovea::apps {

/// Writes the text to stderr unchanged. If stderr is full, closed, or a pipe that nobody reads, the
/// text is lost and the program goes on.
void write_to_stderr(std::string_view text) noexcept;

/// The same for a formatted text, which ends its own lines.
template <typename... Args>
void say(fmt::format_string<Args...> format, Args&&... args) {
  write_to_stderr(fmt::format(format, std::forward<Args>(args)...));
}

/// Opens stdin, stdout and stderr on /dev/null if they are closed. Otherwise the next file to be
/// opened would take their number, and messages would be written into it. To be called before
/// anything else.
void open_closed_standard_files() noexcept;

}  // namespace fovea::apps
