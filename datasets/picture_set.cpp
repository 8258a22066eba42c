#include "datasets/picture_set.h"

#include <tbb/parallel_for.h>

#include <algorithm>

#include "datasets/fingerprint.h"
#include "datasets/mapped_file.h"
#include "fovea/core/terminal_text.h"
#include "fovea/images/image.h"
#include "framework/formats/folder_entries.h"
#include "framework/formats/printable.h"

namespace fovea::datasets {

namespace fs = std::filesystem;

namespace {

void add_all(std::vector<fs::path>& to, const std::vector<fs::path>& more) {
  to.insert(to.end(), more.begin(), more.end());
}

}  // namespace

PictureSet::PictureSet(std::string name, View view, std::vector<std::string> labels,
                       std::vector<Picture> pictures)
    : name_(std::move(name)),
      view_(std::move(view)),
      labels_(std::move(labels)),
      pictures_(std::move(pictures)) {}

std::uint64_t PictureSet::content(const Picture& picture) const {
  if (const CacheEntry* entry = cache_entry(picture, cached_)) return entry->file_state.content;
  Fingerprint print;
  print.add(std::as_bytes(MappedFile(picture.file).bytes()));
  return print.value();
}

std::uint64_t PictureSet::identity() const {
  std::call_once(identity_->once, [&] {
    std::vector<std::uint64_t> contents(pictures_.size());
    tbb::parallel_for(std::size_t{0}, pictures_.size(),
                      [&](std::size_t i) { contents[i] = content(pictures_[i]); });
    Fingerprint print;
    for (std::size_t i = 0; i < pictures_.size(); ++i) {
      print.add(pictures_[i].name);
      print.add(static_cast<std::uint64_t>(pictures_[i].label));
      print.add(contents[i]);
    }
    identity_->value = print.value();
  });
  return identity_->value;
}

std::uint64_t path_key(const fs::path& file) {
  Fingerprint print;
  print.add(file.lexically_normal().string());
  return print.value();
}

std::shared_ptr<const PictureSet> PictureSet::cached(std::shared_ptr<const CacheFile> cache,
                                                     CachedPictures what) const {
  auto set = std::make_shared<PictureSet>(*this);
  set->cache_ = std::move(cache);
  set->cached_ = what;
  set->identity_ = std::make_shared<Identity>();
  return set;
}

const CacheEntry* PictureSet::cache_entry(const Picture& picture, CachedPictures what) const {
  return cache_ && cached_ == what ? cache_->find(path_key(picture.file)) : nullptr;
}

std::int32_t PictureSet::read(std::uint32_t index, std::span<std::uint8_t> image) const {
  expect_room(*this, index, image.size());
  const Picture& picture = pictures_.at(index);
  if (const CacheEntry* entry = cache_entry(picture, CachedPictures::views)) {
    if (entry->size() == image.size()) {
      std::ranges::copy(cache_->pixels(*entry), image.begin());
      return picture.label;
    }
  }
  const Original whole = original(index);
  const Tensor shown = views(whole.picture, view_);
  std::ranges::copy(shown.as<std::uint8_t>(), image.begin());
  return whole.label;
}

std::int32_t PictureSet::read_part(std::uint32_t index, const PartOf& part_of,
                                   std::span<std::uint8_t> image) const {
  expect_room(*this, index, image.size());
  const Original whole = original(index);
  const Tensor shown = part_view(whole.picture, part_of(whole.picture.shape()), view_);
  std::ranges::copy(shown.as<std::uint8_t>(), image.begin());
  return whole.label;
}

Original PictureSet::original(std::uint32_t index) const {
  const Picture& picture = pictures_.at(index);
  if (const CacheEntry* entry = cache_entry(picture, CachedPictures::originals)) {
    Tensor pixels(Shape{entry->height, entry->width, entry->channels}, DType::u8);
    std::ranges::copy(cache_->pixels(*entry), pixels.as<std::uint8_t>().begin());
    return {std::move(pixels), picture.label};
  }
  Image decoded = read_image(picture.file);
  if (!decoded.fault.empty()) {
    throw Error("{}", decoded.fault)
        .at(picture.file.string())
        .hint("mend it or take it out of the folder");
  }
  return {std::move(decoded.pixels), picture.label};
}

std::string PictureSet::place(std::uint32_t index) const {
  return pictures_.at(index).file.string();
}

std::vector<std::string> classes_in(const fs::path& split, Finds& finds) {
  std::vector<std::string> classes;
  std::error_code fault;
  for (const fs::directory_entry& entry : folder_entries(split, fault)) {
    const std::string name = entry.path().filename().string();
    std::error_code none;
    if (is_clutter(name)) {
      finds.left_out.clutter.push_back(entry.path());
    } else if (!entry.is_directory(none)) {
      finds.left_out.others.push_back(entry.path());
    } else if (!is_utf8(name)) {
      finds.faults.push_back(
          fmt::format("{}: the name of class '{}' is not UTF-8", split.string(), printable(name)));
    } else {
      classes.push_back(name);
    }
  }
  if (fault) {
    finds.faults.push_back(fmt::format("{}: cannot be read: {}", split.string(), fault.message()));
  }
  return classes;
}

std::vector<Picture> pictures_in(const fs::path& split, const std::vector<std::string>& classes,
                                 const std::vector<std::string>& labels, Finds& finds) {
  std::vector<Picture> pictures;
  for (const std::string& name : classes) {
    const auto at = std::ranges::find(labels, name);
    if (at == labels.end()) {
      finds.faults.push_back(fmt::format("{}: class '{}' is not among those of train{}",
                                         split.string(), name, did_you_mean(name, labels)));
      continue;
    }
    try {
      const PictureFiles files = find_pictures(split / name);
      if (files.pictures.empty()) throw Error("holds no pictures").at((split / name).string());
      for (const fs::path& file : files.pictures) {
        pictures.push_back({file, file.lexically_relative(split).string(),
                            static_cast<std::int32_t>(at - labels.begin())});
      }
      add_all(finds.left_out.others, files.others);
      add_all(finds.left_out.clutter, files.clutter);
    } catch (const Error& error) {
      finds.faults.push_back(error.what());
    }
  }
  if (classes.empty() && finds.faults.empty()) {
    finds.faults.push_back(split.string() + ": holds no classes: folders with pictures");
  }
  return pictures;
}

}  // namespace fovea::datasets
