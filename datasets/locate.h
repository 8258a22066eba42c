// The folders of data sets on this machine.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace fovea::datasets {

/// $FOVEA_DATA/<name>, else $XDG_CACHE_HOME/fovea/<name>, else ~/.cache/fovea/<name>. The folder
/// need not exist. Throws Error when none of the variables is set.
std::filesystem::path data_folder(std::string_view name);

/// The advice for missing files: "get it with: tools/get_data.sh mnist DIR" or, for sets that this
/// script does not know, to put them there.
std::string how_to_get(std::string_view name, const std::filesystem::path& folder);

}  // namespace fovea::datasets
