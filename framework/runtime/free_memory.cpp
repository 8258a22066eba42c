#include "framework/runtime/free_memory.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <optional>
#include <string>

namespace fovea {

namespace {

/// The number after a key in a file of lines "key number", such as /proc/meminfo.
std::optional<std::int64_t> number_behind(const char* path, const std::string& key) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with(key)) return std::atoll(line.c_str() + key.size());
  }
  return {};
}

std::optional<std::int64_t> number_in(const char* path) {
  std::int64_t number = 0;
  if (std::ifstream(path) >> number) return number;
  return {};  // "max": no limit
}

}  // namespace

std::int64_t free_memory() {
  std::int64_t free = std::numeric_limits<std::int64_t>::max();
  if (const auto kib = number_behind("/proc/meminfo", "MemAvailable:")) free = *kib * 1024;
  const auto limit = number_in("/sys/fs/cgroup/memory.max");
  const auto used = number_in("/sys/fs/cgroup/memory.current");
  if (limit && used) {
    const auto cached = number_behind("/sys/fs/cgroup/memory.stat", "inactive_file ");
    free = std::min(free, std::max<std::int64_t>(*limit - *used + cached.value_or(0), 0));
  }
  return free;
}

}  // namespace fovea
