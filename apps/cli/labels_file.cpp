#include "apps/cli/labels_file.h"

#include "apps/cli/text_lines.h"
#include "fovea/core/error.h"
#include "fovea/core/terminal_text.h"
#include "framework/formats/input_file.h"

namespace fovea::apps {

std::vector<std::string> read_labels(const std::filesystem::path& file) {
  constexpr std::uint64_t most_bytes = std::uint64_t{16} << 20;
  std::string text;
  try {
    const InputFile input(file);
    if (input.size() > most_bytes) {
      throw Error("{} bytes are more than names of classes take, 16 MiB", input.size());
    }
    text.resize(input.size());
    input.read(0, std::as_writable_bytes(std::span(text)));
  } catch (const Error& error) {
    throw error.at(file.string());
  }
  std::vector<std::string> labels = text_lines(text);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (!is_utf8(labels[i])) throw Error("line {} is not UTF-8", i + 1).at(file.string());
  }
  while (!labels.empty() && labels.back().empty()) labels.pop_back();
  return labels;
}

}  // namespace fovea::apps
