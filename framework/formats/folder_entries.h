// What lies in a folder.
#pragma once

#include <filesystem>
#include <system_error>
#include <vector>

namespace fovea {

/// The entries of a folder in alphabetical order. Throws Error, which names the folder, if they
/// cannot be read.
std::vector<std::filesystem::directory_entry> folder_entries(const std::filesystem::path& folder);
/// The same; `fault` says why they could not be read, and those read before it are returned.
std::vector<std::filesystem::directory_entry> folder_entries(const std::filesystem::path& folder,
                                                             std::error_code& fault);

}  // namespace fovea
