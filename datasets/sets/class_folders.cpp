#include "fovea/datasets/class_folders.h"

#include "datasets/fault_list.h"
#include "datasets/hash_split.h"
#include "datasets/split_folders.h"
#include "fovea/datasets/table.h"
#include "framework/formats/folder_entries.h"

namespace fovea::datasets {

namespace {

namespace fs = std::filesystem;

// Whether there is a picture among the first entries: a folder of something else may be large.
bool begins_with_pictures(const fs::path& folder) {
  std::error_code fault;
  int entries = 0;
  for (fs::recursive_directory_iterator entry(folder, fault), end; !fault && entry != end;
       entry.increment(fault)) {
    std::error_code ignored;
    if (is_clutter(entry->path().filename().string())) {
      entry.disable_recursion_pending();
    } else if (entry->is_regular_file(ignored) && looks_like_picture(entry->path())) {
      return true;
    }
    if (++entries > 1000) break;
  }
  return false;
}

}  // namespace

bool holds_class_folders(const fs::path& folder) {
  if (holds_split_folders(folder)) return false;
  std::error_code unreadable;
  for (const fs::directory_entry& entry : folder_entries(folder, unreadable)) {
    std::error_code ignored;
    const std::string name = entry.path().filename().string();
    if (is_clutter(name) || !entry.is_directory(ignored)) continue;
    if (begins_with_pictures(entry.path())) return true;
  }
  return false;
}

TrainTest open_class_folders(const fs::path& folder, const View& view) {
  const std::string name = (folder / "").parent_path().filename().string();
  Finds finds;
  const std::vector<std::string> labels = classes_in(folder, finds);
  std::vector<Picture> pictures = pictures_in(folder, labels, labels, finds);
  if (labels.size() == 1) {
    finds.faults.push_back(fmt::format("{}: there is one class, '{}': a classifier needs two",
                                       folder.string(), labels.front()));
  }
  HashSplit split = split_by_hash(std::move(pictures), labels, finds.faults);
  if (!finds.faults.empty()) throw fault_list(finds.faults);
  return {.train = std::make_shared<PictureSet>(name, view, labels, std::move(split.train)),
          .test = std::make_shared<PictureSet>(name, view, labels, std::move(split.test)),
          .photos = true,
          .left_out = left_out(finds.left_out, folder)};
}

void register_class_folders(DatasetTable& table) {
  table.push_back({"", "photos in CLASS/, a fifth of them for the test", holds_class_folders,
                   open_class_folders});
}

}  // namespace fovea::datasets
