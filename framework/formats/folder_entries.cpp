#include "framework/formats/folder_entries.h"

#include <algorithm>

#include "fovea/core/error.h"

namespace fovea {

namespace fs = std::filesystem;

std::vector<fs::directory_entry> folder_entries(const fs::path& folder) {
  std::error_code fault;
  std::vector<fs::directory_entry> entries = folder_entries(folder, fault);
  if (fault) throw Error("cannot be read: {}", fault.message()).at(folder.string());
  return entries;
}

std::vector<fs::directory_entry> folder_entries(const fs::path& folder, std::error_code& fault) {
  std::vector<fs::directory_entry> entries;
  for (fs::directory_iterator entry(folder, fault), end; !fault && entry != end;
       entry.increment(fault)) {
    entries.push_back(*entry);
  }
  std::ranges::sort(entries);
  return entries;
}

}  // namespace fovea
