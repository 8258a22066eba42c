#include "datasets/locate.h"

#include <cstdlib>

#include "framework/core/error.h"

namespace fovea::datasets {

namespace {

std::filesystem::path variable(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

}  // namespace

std::filesystem::path data_folder(std::string_view name) {
  if (const auto data = variable("FOVEA_DATA"); !data.empty()) return data / name;
  // The XDG base directory specification: a relative path is to be ignored.
  if (const auto cache = variable("XDG_CACHE_HOME"); cache.is_absolute()) {
    return cache / "fovea" / name;
  }
  if (const auto home = variable("HOME"); !home.empty()) return home / ".cache" / "fovea" / name;
  throw Error("nowhere to look for data set '{}': neither FOVEA_DATA nor HOME is set", name);
}

std::string how_to_get(std::string_view name, const std::filesystem::path& folder) {
  return fmt::format("get it with: tools/get_data.sh {} {}", name, shell_word(folder.string()));
}

}  // namespace fovea::datasets
