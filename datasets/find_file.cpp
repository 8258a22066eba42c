#include "datasets/find_file.h"

namespace fovea::datasets {

std::optional<std::filesystem::path> find_file(const std::filesystem::path& folder,
                                               std::span<const std::string> names) {
  const auto exists_here = [](const std::filesystem::path& file) {
    std::error_code ignored;
    const auto status = std::filesystem::status(file, ignored);
    return std::filesystem::exists(status) && !std::filesystem::is_directory(status);
  };
  for (const std::string& name : names) {
    if (exists_here(folder / name)) return folder / name;
  }
  for (const std::string& outer : names) {
    for (const std::string& inner : names) {
      if (exists_here(folder / outer / inner)) return folder / outer / inner;
    }
  }
  return std::nullopt;
}

}  // namespace fovea::datasets
