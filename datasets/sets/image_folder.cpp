#include "fovea/datasets/image_folder.h"

#include <algorithm>

#include "datasets/fault_list.h"
#include "datasets/picture_set.h"
#include "datasets/split_folders.h"
#include "fovea/datasets/class_folders.h"
#include "fovea/datasets/table.h"

namespace fovea::datasets {

namespace {

namespace fs = std::filesystem;

constexpr const char* validation_names[] = {"val", "valid", "validation"};

// Where the pictures for validation are, or nothing.
fs::path validation_split(const fs::path& folder) {
  std::error_code ignored;
  for (const char* split : validation_names) {
    if (fs::is_directory(folder / split, ignored)) return folder / split;
  }
  return {};
}

fs::path test_split(const fs::path& folder) {
  std::error_code ignored;
  if (fs::is_directory(folder / "test", ignored)) return folder / "test";
  if (const fs::path split = validation_split(folder); !split.empty()) return split;
  throw Error("has a folder train, but none called test, val, valid or validation")
      .at(folder.string())
      .hint("move some pictures of each class there: accuracy is measured on them");
}

}  // namespace

bool holds_image_folder(const fs::path& folder) {
  std::error_code ignored;
  return fs::is_directory(folder / "train", ignored) && holds_split_folders(folder);
}

bool lies_among_classes(const fs::path& path, const fs::path& folder) {
  std::error_code ignored;
  const fs::path inside = fs::weakly_canonical(fs::absolute(path, ignored), ignored)
                              .lexically_relative(fs::weakly_canonical(folder, ignored));
  if (inside.empty() || *inside.begin() == "..") return false;
  if (holds_class_folders(folder)) return inside != ".";
  if (!holds_image_folder(folder)) return false;
  const std::string split = inside.begin()->string();
  return split == "train" || split == "test" ||
         std::ranges::find(validation_names, split) != std::end(validation_names);
}

TrainTest open_image_folder(const fs::path& folder, const View& view) {
  const std::string name = (folder / "").parent_path().filename().string();
  const fs::path train = folder / "train", test = test_split(folder);
  Finds finds;
  const std::vector<std::string> labels = classes_in(train, finds);
  std::vector<Picture> to_train = pictures_in(train, labels, labels, finds);
  std::vector<Picture> to_test = pictures_in(test, classes_in(test, finds), labels, finds);
  const fs::path aside = validation_split(folder);
  std::vector<Picture> to_validate;
  if (!aside.empty() && aside != test) {
    to_validate = pictures_in(aside, classes_in(aside, finds), labels, finds);
  }
  if (!finds.faults.empty()) throw fault_list(finds.faults);
  const auto set_of = [&](std::vector<Picture> pictures) {
    return std::make_shared<PictureSet>(name, view, labels, std::move(pictures));
  };
  return {.train = set_of(std::move(to_train)),
          .test = set_of(std::move(to_test)),
          .photos = true,
          .left_out = left_out(finds.left_out, folder),
          .validation = to_validate.empty() ? nullptr : set_of(std::move(to_validate))};
}

void register_image_folder(DatasetTable& table) {
  table.push_back(
      {"", "photos in train/CLASS/ and test/CLASS/", holds_image_folder, open_image_folder});
}

}  // namespace fovea::datasets
