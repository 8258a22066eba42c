#include "apps/labels_file.h"

#include <fstream>

#include "framework/core/error.h"

namespace fovea::apps {

std::vector<std::string> read_labels(const std::filesystem::path& file) {
  std::ifstream stream(file);
  if (!stream) throw Error("cannot be read").at(file.string());
  std::vector<std::string> labels;
  for (std::string line; std::getline(stream, line);) {
    if (line.ends_with('\r')) line.pop_back();
    labels.push_back(line);
  }
  while (!labels.empty() && labels.back().empty()) labels.pop_back();
  return labels;
}

}  // namespace fovea::apps
