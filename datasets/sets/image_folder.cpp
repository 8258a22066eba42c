#include "fovea/datasets/image_folder.h"

#include <algorithm>

#include "datasets/fault_list.h"
#include "datasets/fingerprint.h"
#include "fovea/core/terminal_text.h"
#include "fovea/datasets/table.h"
#include "fovea/images/image.h"
#include "fovea/images/picture_files.h"

namespace fovea::datasets {

namespace {

namespace fs = std::filesystem;

struct Picture {
  fs::path file;
  std::string name;  // as seen from the half
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

  // The names of the pictures as seen from their halves, for the folder may move.
  std::uint64_t identity() const override {
    Fingerprint print;
    for (const Picture& picture : pictures_) {
      print.add(picture.name);
      print.add(static_cast<std::uint64_t>(picture.label));
    }
    return print.value();
  }

  std::int32_t read(std::uint32_t index, std::span<std::uint8_t> image) const override {
    expect_room(*this, index, image.size());
    const Original whole = original(index);
    const Tensor shown = views(whole.picture, view_);
    std::ranges::copy(shown.as<std::uint8_t>(), image.begin());
    return whole.label;
  }

  std::int32_t read_part(std::uint32_t index, const PartOf& part_of,
                         std::span<std::uint8_t> image) const override {
    expect_room(*this, index, image.size());
    const Original whole = original(index);
    const Tensor shown = part_view(whole.picture, part_of(whole.picture.shape()), view_);
    std::ranges::copy(shown.as<std::uint8_t>(), image.begin());
    return whole.label;
  }

  Original original(std::uint32_t index) const override {
    const Picture& picture = pictures_.at(index);
    Image decoded = read_image(picture.file);
    if (!decoded.fault.empty()) {
      throw Error("{}", decoded.fault)
          .at(picture.file.string())
          .hint("mend it or take it out of the folder");
    }
    return {std::move(decoded.pixels), picture.label};
  }

  std::string place(std::uint32_t index) const override {
    return pictures_.at(index).file.string();
  }

 private:
  std::string name_;
  View view_;
  std::vector<std::string> labels_;
  std::vector<Picture> pictures_;
};

// Bytes that are no ASCII as \xNN.
std::string with_bytes_named(const std::string& text) {
  std::string named;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte > 0x7e) {
      named += fmt::format("\\x{:02x}", byte);
    } else {
      named += c;
    }
  }
  return named;
}

/// What is found on the way to the pictures of both halves.
struct Finds {
  std::vector<std::string> faults;
  PictureFiles left_out;  // all but the pictures
};

std::vector<std::string> classes_in(const fs::path& half, Finds& finds) {
  std::vector<std::string> classes;
  std::error_code fault;
  for (fs::directory_iterator entry(half, fault), end; !fault && entry != end;
       entry.increment(fault)) {
    const std::string name = entry->path().filename().string();
    std::error_code none;
    if (is_clutter(name)) {
      finds.left_out.clutter.push_back(entry->path());
    } else if (!entry->is_directory(none)) {
      finds.left_out.others.push_back(entry->path());
    } else if (!is_utf8(name)) {
      finds.faults.push_back(fmt::format("{}: the name of class '{}' is not UTF-8", half.string(),
                                         with_bytes_named(name)));
    } else {
      classes.push_back(name);
    }
  }
  if (fault) {
    finds.faults.push_back(fmt::format("{}: cannot be read: {}", half.string(), fault.message()));
  }
  std::ranges::sort(classes);
  return classes;
}

void add_all(std::vector<fs::path>& to, const std::vector<fs::path>& more) {
  to.insert(to.end(), more.begin(), more.end());
}

std::vector<Picture> pictures_in(const fs::path& half, const std::vector<std::string>& classes,
                                 const std::vector<std::string>& labels, Finds& finds) {
  std::vector<Picture> pictures;
  for (const std::string& name : classes) {
    const auto at = std::ranges::find(labels, name);
    if (at == labels.end()) {
      finds.faults.push_back(fmt::format("{}: class '{}' is not among those of train{}",
                                         half.string(), name, did_you_mean(name, labels)));
      continue;
    }
    try {
      const PictureFiles files = find_pictures(half / name);
      if (files.pictures.empty()) throw Error("holds no pictures").at((half / name).string());
      for (const fs::path& file : files.pictures) {
        pictures.push_back({file, file.lexically_relative(half).string(),
                            static_cast<std::int32_t>(at - labels.begin())});
      }
      add_all(finds.left_out.others, files.others);
      add_all(finds.left_out.clutter, files.clutter);
    } catch (const Error& error) {
      finds.faults.push_back(error.what());
    }
  }
  if (classes.empty() && finds.faults.empty()) {
    finds.faults.push_back(half.string() + ": holds no classes: folders with pictures");
  }
  return pictures;
}

constexpr const char* validation_names[] = {"val", "valid", "validation"};

// Where the pictures for validation are, or nothing.
fs::path validation_half(const fs::path& folder) {
  std::error_code ignored;
  for (const char* half : validation_names) {
    if (fs::is_directory(folder / half, ignored)) return folder / half;
  }
  return {};
}

fs::path test_half(const fs::path& folder) {
  std::error_code ignored;
  if (fs::is_directory(folder / "test", ignored)) return folder / "test";
  if (const fs::path half = validation_half(folder); !half.empty()) return half;
  throw Error("has a folder train, but none called test, val, valid or validation")
      .at(folder.string())
      .hint("move some pictures of each class there: accuracy is measured on them");
}

}  // namespace

bool holds_image_folder(const fs::path& folder) {
  std::error_code ignored;
  return fs::is_directory(folder / "train", ignored);
}

bool lies_among_classes(const fs::path& path, const fs::path& folder) {
  std::error_code ignored;
  const fs::path inside = fs::weakly_canonical(fs::absolute(path, ignored), ignored)
                              .lexically_relative(fs::weakly_canonical(folder, ignored));
  if (inside.empty() || !holds_image_folder(folder)) return false;
  const std::string half = inside.begin()->string();
  return half == "train" || half == "test" ||
         std::ranges::find(validation_names, half) != std::end(validation_names);
}

TrainTest open_image_folder(const fs::path& folder, const View& view) {
  const std::string name = (folder / "").parent_path().filename().string();
  const fs::path train = folder / "train", test = test_half(folder);
  Finds finds;
  const std::vector<std::string> labels = classes_in(train, finds);
  std::vector<Picture> to_train = pictures_in(train, labels, labels, finds);
  std::vector<Picture> to_test = pictures_in(test, classes_in(test, finds), labels, finds);
  const fs::path aside = validation_half(folder);
  std::vector<Picture> to_validate;
  if (!aside.empty() && aside != test) {
    to_validate = pictures_in(aside, classes_in(aside, finds), labels, finds);
  }
  if (!finds.faults.empty()) throw fault_list(finds.faults);
  const auto set_of = [&](std::vector<Picture> pictures) {
    return std::make_shared<ImageFolder>(name, view, labels, std::move(pictures));
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
