#include "fovea/datasets/image_folder.h"

#include <algorithm>

#include "fovea/images/image.h"

namespace fovea::datasets {

namespace {

namespace fs = std::filesystem;

struct Picture {
  fs::path file;
  std::int32_t label;
};

class ImageFolder : public Dataset {
 public:
  ImageFolder(std::string name, View view, std::vector<std::string> labels,
              std::vector<Picture> pictures)
      : name_(std::move(name)),
        view_(std::move(view)),
        labels_(std::move(labels)),
        pictures_(std::move(pictures)) {}

  const std::string& name() const override { return name_; }
  std::uint32_t size() const override { return static_cast<std::uint32_t>(pictures_.size()); }
  const Shape& image() const override { return view_.size; }
  const std::vector<std::string>& labels() const override { return labels_; }

  std::int32_t read(std::uint32_t index, std::span<std::uint8_t> image) const override {
    if (index >= size()) throw Error("image {} of '{}': there are {}", index, name_, size());
    const Picture& picture = pictures_[index];
    const Image decoded = read_image(picture.file);
    if (!decoded.fault.empty()) {
      throw Error("{}", decoded.fault)
          .at(picture.file.string())
          .hint("mend it or take it out of the folder");
    }
    const Tensor shown = views(decoded.pixels, view_);
    std::ranges::copy(shown.as<std::uint8_t>(), image.begin());
    return picture.label;
  }

 private:
  std::string name_;
  View view_;
  std::vector<std::string> labels_;
  std::vector<Picture> pictures_;
};

std::vector<std::string> classes_in(const fs::path& half) {
  std::vector<std::string> classes;
  for (const auto& entry : fs::directory_iterator(half)) {
    const std::string name = entry.path().filename().string();
    if (entry.is_directory() && !name.starts_with(".")) classes.push_back(name);
  }
  std::ranges::sort(classes);
  return classes;
}

std::shared_ptr<const Dataset> open_half(const std::string& name, const fs::path& half,
                                         const std::vector<std::string>& labels, const View& view) {
  std::vector<Picture> pictures;
  for (const std::string& label : classes_in(half)) {
    const auto at = std::ranges::find(labels, label);
    if (at == labels.end()) {
      throw Error("class '{}' is not among those of train{}", label, did_you_mean(label, labels))
          .at(half.string());
    }
    const std::vector<fs::path> files = images_in(half / label);
    if (files.empty()) throw Error("holds no pictures").at((half / label).string());
    for (const fs::path& file : files) {
      pictures.push_back({file, static_cast<std::int32_t>(at - labels.begin())});
    }
  }
  if (pictures.empty()) throw Error("holds no classes: folders with pictures").at(half.string());
  return std::make_shared<ImageFolder>(name, view, labels, std::move(pictures));
}

}  // namespace

bool holds_image_folder(const fs::path& folder) {
  std::error_code ignored;
  return fs::is_directory(folder / "train", ignored);
}

TrainTest open_image_folder(const fs::path& folder, const View& view) {
  const std::string name = (folder / "").parent_path().filename().string();
  const std::vector<std::string> labels = classes_in(folder / "train");
  for (const char* half : {"test", "val", "validation"}) {
    if (!fs::is_directory(folder / half)) continue;
    return {open_half(name, folder / "train", labels, view),
            open_half(name, folder / half, labels, view)};
  }
  throw Error("has a folder train, but none called test, val or validation")
      .at(folder.string())
      .hint("move some pictures of each class there: accuracy is measured on them");
}

}  // namespace fovea::datasets
