#include "backends/vulkan/host/cache_file.h"

#include <cstring>

#include "fovea/core/random.h"
#include "framework/core/cache_folder.h"
#include "framework/formats/atomic_file.h"
#include "framework/formats/input_file.h"

namespace fovea::vulkan {

namespace {

constexpr std::uint64_t largest = 1 << 30;

struct CacheHeader {
  char magic[8] = {'f', 'o', 'v', 'e', 'a', 'v', 'k', '2'};
  std::uint64_t bytes = 0, checksum = 0;
};

std::filesystem::path path_of(const Device& device, const std::string& purpose) {
  const std::filesystem::path& own = device.options().cache;
  const std::filesystem::path folder = own.empty() ? cache_folder() : own;
  return folder.empty() ? folder : folder / (device.key() + "." + purpose);
}

}  // namespace

std::optional<std::string> read_cache(const Device& device, const std::string& purpose) {
  const std::filesystem::path path = path_of(device, purpose);
  try {
    const InputFile file(path);
    CacheHeader header;
    if (file.size() < sizeof header || file.size() > largest) return {};
    file.read(0, std::as_writable_bytes(std::span(&header, 1)));
    if (std::memcmp(header.magic, CacheHeader().magic, sizeof header.magic) != 0) return {};
    if (header.bytes != file.size() - sizeof header) return {};
    std::string content(header.bytes, '\0');
    file.read(sizeof header, std::as_writable_bytes(std::span(content)));
    if (stream_of(content) != header.checksum) return {};
    return content;
  } catch (const Error&) {
    return {};
  }
}

void write_cache(const Device& device, const std::string& purpose, const std::string& content) {
  const std::filesystem::path path = path_of(device, purpose);
  if (path.empty()) return;
  std::error_code ignored;
  std::filesystem::create_directories(path.parent_path(), ignored);
  CacheHeader header;
  header.bytes = content.size();
  header.checksum = stream_of(content);
  std::string whole(reinterpret_cast<const char*>(&header), sizeof header);
  try {
    write_atomically(path, whole + content);
  } catch (const Error&) {
    return;
  }
}

}  // namespace fovea::vulkan
