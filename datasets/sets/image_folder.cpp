#include "fovea/datasets/image_folder.h"

#include <algorithm>

#include "datasets/fault_list.h"
#include "fovea/datasets/table.h"
#include "fovea/images/image.h"
#include "fovea/images/picture_files.h"

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
    expect_room(*this, index, image.size());
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

// UTF-8 as RFC 3629 has it: what reports and ONNX files, which hold the names, are made of.
bool is_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto byte = [&](std::size_t i) {
      return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0u;
    };
    const unsigned first = byte(0);
    const std::size_t length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if ((first >= 0x80 && first < 0xc2) || first > 0xf4) return false;
    for (std::size_t i = 1; i < length; ++i) {
      if ((byte(i) & 0xc0) != 0x80) return false;
    }
    const bool surplus = (first == 0xe0 && byte(1) < 0xa0) || (first == 0xf0 && byte(1) < 0x90);
    const bool none = (first == 0xed && byte(1) > 0x9f) || (first == 0xf4 && byte(1) > 0x8f);
    if (surplus || none) return false;
    at += length;
  }
  return true;
}

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
        pictures.push_back({file, static_cast<std::int32_t>(at - labels.begin())});
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

fs::path test_half(const fs::path& folder) {
  std::error_code ignored;
  for (const char* half : {"test", "val", "valid", "validation"}) {
    if (fs::is_directory(folder / half, ignored)) return folder / half;
  }
  throw Error("has a folder train, but none called test, val, valid or validation")
      .at(folder.string())
      .hint("move some pictures of each class there: accuracy is measured on them");
}

}  // namespace

bool holds_image_folder(const fs::path& folder) {
  std::error_code ignored;
  return fs::is_directory(folder / "train", ignored);
}

TrainTest open_image_folder(const fs::path& folder, const View& view) {
  const std::string name = (folder / "").parent_path().filename().string();
  const fs::path train = folder / "train", test = test_half(folder);
  Finds finds;
  const std::vector<std::string> labels = classes_in(train, finds);
  std::vector<Picture> to_train = pictures_in(train, labels, labels, finds);
  std::vector<Picture> to_test = pictures_in(test, classes_in(test, finds), labels, finds);
  if (!finds.faults.empty()) throw fault_list(finds.faults);
  return {std::make_shared<ImageFolder>(name, view, labels, std::move(to_train)),
          std::make_shared<ImageFolder>(name, view, labels, std::move(to_test)), true,
          left_out(finds.left_out, folder)};
}

void register_image_folder(DatasetTable& table) {
  table.push_back(
      {"", "photos in train/CLASS/ and test/CLASS/", holds_image_folder, open_image_folder});
}

}  // namespace fovea::datasets
