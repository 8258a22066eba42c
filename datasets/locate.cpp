#include "datasets/locate.h"

#include <algorithm>
#include <cstdlib>

#include "fovea/core/error.h"
#include "framework/core/cache_folder.h"

namespace fovea::datasets {

std::filesystem::path data_folder(std::string_view name) {
  if (const char* data = std::getenv("FOVEA_DATA"); data && *data) {
    return std::filesystem::path(data) / name;
  }
  if (const std::filesystem::path cache = cache_folder(); !cache.empty()) return cache / name;
  throw Error("nowhere to look for data set '{}': neither FOVEA_DATA nor HOME is set", name);
}

std::string how_to_get(std::string_view name, const std::filesystem::path& folder) {
  constexpr std::string_view script_knows[] = {"mnist", "fashion-mnist", "cifar10", "cifar100"};
  if (name == "cifar100-coarse") name = "cifar100";  // the same files
  if (std::ranges::find(script_knows, name) == std::end(script_knows)) {
    return fmt::format("put the files of {} there", name);
  }
  return fmt::format("get it with: tools/get_data.sh {} {}", name, shell_word(folder.string()));
}

}  // namespace fovea::datasets
