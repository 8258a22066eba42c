// Photos in files that are sorted into classes: the set that reads them, and functions that
// find them.
#pragma once

#include <filesystem>
#include <mutex>

#include "datasets/cache_file.h"
#include "fovea/datasets/dataset.h"
#include "fovea/datasets/picture_cache.h"
#include "fovea/images/picture_files.h"

namespace fovea::datasets {

/// A file with its class.
struct Picture {
  std::filesystem::path file;
  std::string name;  // relative to the folder in which it was found
  std::int32_t label;
};

/// Pictures of any size in files, decoded when they are needed.
class PictureSet : public Dataset {
 public:
  /// The pictures are shown as `view`; their labels are indices of `labels`.
  PictureSet(std::string name, View view, std::vector<std::string> labels,
             std::vector<Picture> pictures);

  const std::string& name() const override { return name_; }
  std::uint32_t size() const override { return static_cast<std::uint32_t>(pictures_.size()); }
  const Shape& image() const override { return view_.size; }
  const std::vector<std::string>& labels() const override { return labels_; }
  /// It depends on the pictures' names (not on the folder, which may move), on labels and on the
  /// bytes of their files, which are read at the first call unless a cache knows their hash. Throws
  /// Error for a file that cannot be read.
  std::uint64_t identity() const override;
  std::int32_t read(std::uint32_t index, std::span<std::uint8_t> image) const override;
  std::int32_t read_part(std::uint32_t index, const PartOf& part_of,
                         std::span<std::uint8_t> image) const override;
  Original original(std::uint32_t index) const override;
  std::string place(std::uint32_t index) const override;

  const View& view() const { return view_; }
  const std::vector<Picture>& pictures() const { return pictures_; }
  /// The same set, which looks for its pictures in the cache first.
  std::shared_ptr<const PictureSet> cached(std::shared_ptr<const CacheFile> cache,
                                           CachedPictures what) const;

 private:
  // The picture in the cache, if it is there in this form.
  const CacheEntry* cache_entry(const Picture& picture, CachedPictures what) const;

  // A hash of the bytes of the picture's file.
  std::uint64_t content(const Picture& picture) const;

  struct Identity {
    std::once_flag once;
    std::uint64_t value = 0;
  };

  std::string name_;
  View view_;
  std::vector<std::string> labels_;
  std::vector<Picture> pictures_;
  std::shared_ptr<const CacheFile> cache_;
  CachedPictures cached_ = CachedPictures::views;
  std::shared_ptr<Identity> identity_ = std::make_shared<Identity>();
};

/// The key of a picture's file in a cache.
std::uint64_t path_key(const std::filesystem::path& file);

/// What the search for the pictures of all parts has found.
struct Finds {
  std::vector<std::string> faults;
  PictureFiles left_out;  // all but the pictures
};

/// The folders in `split`, in alphabetical order: its classes.
std::vector<std::string> classes_in(const std::filesystem::path& split, Finds& finds);

/// The pictures of these classes below `split`, with labels that are indices of `labels`.
std::vector<Picture> pictures_in(const std::filesystem::path& split,
                                 const std::vector<std::string>& classes,
                                 const std::vector<std::string>& labels, Finds& finds);

}  // namespace fovea::datasets
