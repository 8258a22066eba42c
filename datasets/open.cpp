#include "fovea/datasets/open.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>

#include "datasets/locate.h"
#include "fovea/datasets/table.h"

namespace fovea::datasets {

namespace {

std::vector<std::string> known_names() {
  std::vector<std::string> names;
  for (const DatasetEntry& entry : table()) {
    if (!entry.name.empty()) names.push_back(entry.name);
  }
  return names;
}

// If a folder has the name of a set that it may hold, it is that set: fashion-mnist and mnist have
// the same form.
const DatasetEntry* held_in(const std::filesystem::path& folder) {
  const std::string last = (folder / "").parent_path().filename().string();
  const DatasetEntry *first = nullptr, *another = nullptr;
  for (const DatasetEntry& entry : table()) {
    if (!entry.holds(folder)) continue;
    if (entry.name == last) return &entry;
    if (!first) first = &entry;
    if (entry.stem != first->stem) another = &entry;
  }
  if (another) {
    throw Error("holds both {} and {}", first->name, another->name)
        .at(folder.string())
        .hint(fmt::format("put the files of one into a folder called {}", first->name));
  }
  return first;
}

}  // namespace

bool is_name(const std::string& name) {
  return std::ranges::any_of(table(), [&](const DatasetEntry& entry) {
    return !entry.name.empty() && entry.name == name;
  });
}

TrainTest open(const std::string& name_or_folder, const View& view) {
  for (const DatasetEntry& entry : table()) {
    if (!entry.name.empty() && entry.name == name_or_folder) {
      return entry.open(data_folder(entry.name), view);
    }
  }
  const std::filesystem::path folder = name_or_folder;
  std::error_code ignored;
  if (std::filesystem::is_directory(folder, ignored)) {
    if (const DatasetEntry* entry = held_in(folder)) return entry->open(folder, view);
    throw Error("holds no data set: neither photos in train/CLASS/ or CLASS/ nor the files of {}",
                fmt::join(known_names(), ", "))
        .at(name_or_folder);
  }
  if (std::filesystem::exists(folder, ignored)) {
    if (const DatasetEntry* entry = held_in(folder)) return entry->open(folder, view);
    throw Error("--data wants the name of a data set, a folder or a .csv file, and this is a file")
        .at(name_or_folder);
  }
  if (name_or_folder.find('/') != std::string::npos) {
    throw Error("there is no such folder").at(name_or_folder);
  }
  const std::vector<std::string> names = known_names();
  const std::string guess = did_you_mean(name_or_folder, names);
  throw Error(
      "no data set or folder is called '{}'{}", name_or_folder,
      guess.empty() ? "; known names: " + fmt::format("{}", fmt::join(names, ", ")) : guess);
}

std::string known_sets() {
  std::string text;
  for (const DatasetEntry& entry : table()) {
    text += fmt::format("  {:<16} {}\n", entry.name.empty() ? "(your own)" : entry.name,
                        entry.description);
  }
  return text;
}

}  // namespace fovea::datasets
