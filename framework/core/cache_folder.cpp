#include "framework/core/cache_folder.h"

#include <cstdlib>

namespace fovea {

namespace {

std::filesystem::path variable(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

}  // namespace

std::filesystem::path cache_folder() {
  if (const auto cache = variable("XDG_CACHE_HOME"); cache.is_absolute()) return cache / "fovea";
  if (const auto home = variable("HOME"); !home.empty()) return home / ".cache" / "fovea";
  return {};
}

}  // namespace fovea
