#include "fovea/datasets/image_folder.h"

#include "datasets/fault_list.h"
#include "datasets/picture_set.h"
#include "datasets/split_folders.h"
#include "fovea/datasets/class_folders.h"
#include "fovea/datasets/table.h"

namespace fovea::datasets {

namespace {

namespace fs = std::filesystem;

fs::path test_split(const fs::path& folder) {
  for (const PartOfSet part : {PartOfSet::test, PartOfSet::validation}) {
    if (const fs::path split = split_folder(folder, part); !split.empty()) return split;
  }
  throw Error("has a folder train, but none called test, val, valid or validation")
      .at(folder.string())
      .hint("move some pictures of each class there: accuracy is measured on them");
}

}  // namespace

bool holds_image_folder(const fs::path& folder) {
  if (!holds_split_folders(folder)) return false;
  return !split_folder(folder, PartOfSet::train).empty() || holds_parts_alone(folder);
}

bool lies_among_classes(const fs::path& path, const fs::path& folder) {
  std::error_code ignored;
  const fs::path inside = fs::weakly_canonical(fs::absolute(path, ignored), ignored)
                              .lexically_relative(fs::weakly_canonical(folder, ignored));
  if (inside.empty() || *inside.begin() == "..") return false;
  if (holds_class_folders(folder)) return inside != ".";
  if (!holds_image_folder(folder)) return false;
  return is_split_name(inside.begin()->string());
}

TrainTest open_image_folder(const fs::path& folder, const View& view) {
  const std::string name = (folder / "").parent_path().filename().string();
  const fs::path train = split_folder(folder, PartOfSet::train), test = test_split(folder);
  Finds finds;
  const bool tests_alone = train.empty();
  const std::vector<std::string> labels = classes_in(tests_alone ? test : train, finds);
  std::vector<Picture> to_train, to_test;
  if (!tests_alone) to_train = pictures_in(train, labels, labels, finds);
  to_test = pictures_in(test, tests_alone ? labels : classes_in(test, finds), labels, finds);
  const fs::path aside = split_folder(folder, PartOfSet::validation);
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
