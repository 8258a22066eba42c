#include "backends/vulkan/cache_file.h"

#include <cstdlib>
#include <cstring>

#include "framework/formats/atomic_file.h"
#include "framework/formats/input_file.h"

namespace fovea::vulkan {

namespace {

constexpr std::uint64_t largest = 1 << 30;

struct Head {
  char magic[8] = {'f', 'o', 'v', 'e', 'a', 'v', 'k', '1'};
  std::uint64_t bytes = 0, checksum = 0;
};

// FNV-1a, 64 bits.
std::uint64_t checksum_of(const std::string& content) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : content) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return hash;
}

std::filesystem::path folder(const Device& device) {
  if (!device.options().cache.empty()) return device.options().cache;
  const auto variable = [](const char* name) {
    const char* value = std::getenv(name);
    return std::string(value ? value : "");
  };
  if (const std::string cache = variable("XDG_CACHE_HOME"); !cache.empty()) {
    return std::filesystem::path(cache) / "fovea";
  }
  const std::string home = variable("HOME");
  return home.empty() ? std::filesystem::path() : std::filesystem::path(home) / ".cache" / "fovea";
}

std::filesystem::path path_of(const Device& device, const std::string& purpose) {
  const std::filesystem::path in = folder(device);
  return in.empty() ? in : in / (device.key() + "." + purpose);
}

}  // namespace

std::optional<std::string> read_cache(const Device& device, const std::string& purpose) {
  const std::filesystem::path path = path_of(device, purpose);
  try {
    const InputFile file(path);
    Head head;
    if (file.size() < sizeof head || file.size() > largest) return {};
    file.read(0, std::as_writable_bytes(std::span(&head, 1)));
    if (std::memcmp(head.magic, Head().magic, sizeof head.magic) != 0) return {};
    if (head.bytes != file.size() - sizeof head) return {};
    std::string content(head.bytes, '\0');
    file.read(sizeof head, std::as_writable_bytes(std::span(content)));
    if (checksum_of(content) != head.checksum) return {};
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
  Head head;
  head.bytes = content.size();
  head.checksum = checksum_of(content);
  std::string whole(reinterpret_cast<const char*>(&head), sizeof head);
  try {
    write_atomically(path, whole + content);
  } catch (const Error&) {
    return;
  }
}

}  // namespace fovea::vulkan
