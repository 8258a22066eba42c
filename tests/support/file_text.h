// The bytes of a file.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>

namespace fovea {

/// The content of a file; "" if there is none.
inline std::string text_of(const std::filesystem::path& path) {
  std::error_code none;
  const std::uintmax_t size = std::filesystem::file_size(path, none);
  std::string text(none ? 0 : size, '\0');
  std::ifstream(path, std::ios::binary)
      .read(text.data(), static_cast<std::streamsize>(text.size()));
  return text;
}

}  // namespace fovea
