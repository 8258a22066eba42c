// A labelled set of images, which are read one at a time; a loader makes batches from it. A set in
// memory copies images; a set in files may decode them when they are needed. This makes no
// difference to the loader.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "fovea/core/tensor.h"
#include "fovea/images/image_resize.h"

namespace fovea::datasets {

/// A picture before it becomes an image of the set's size.
struct Original {
  Tensor picture;  // u8 (H, W, C)
  std::int32_t label = 0;
};

/// A part of a picture of this shape.
using PartOf = std::function<PicturePart(const Shape& picture)>;

class Dataset {
 public:
  virtual ~Dataset() = default;
  /// "mnist", "fashion-mnist", ...
  virtual const std::string& name() const = 0;
  /// Number of images.
  virtual std::uint32_t size() const = 0;
  /// Shape of every image: (H, W, C), u8.
  virtual const Shape& image() const = 0;
  /// The class names; an image's label indexes them.
  virtual const std::vector<std::string>& labels() const = 0;
  /// Writes image `index` as H * W * C bytes and returns its label. May be called from many
  /// threads at once. Throws Error, naming the file, for an image that cannot be read.
  virtual std::int32_t read(std::uint32_t index, std::span<std::uint8_t> image) const = 0;
  /// The same number for the same images with the same labels in any place, and another number for
  /// others. For pictures in files it depends on names and bytes. By default it depends only on the
  /// number of images and the class names.
  virtual std::uint64_t identity() const;
  /// The picture from which the image is made, in its own size; by default the image itself.
  /// Threads and errors are as for read().
  virtual Original original(std::uint32_t index) const;
  /// The same as read(), but it shows the part of the original that `part_of` chooses for its
  /// shape (H, W, 3); read() uses the part for evaluation. Throws Error for a set that is not made
  /// of pictures.
  virtual std::int32_t read_part(std::uint32_t index, const PartOf& part_of,
                                 std::span<std::uint8_t> image) const;
  /// Where it comes from: the path of a file; by default "image 17".
  virtual std::string place(std::uint32_t index) const;
};

/// A set held in memory.
class MemoryDataset : public Dataset {
 public:
  /// `images` u8 (N, H, W, C), `targets` i32 (N) below labels.size(); throws Error otherwise.
  MemoryDataset(std::string name, Tensor images, Tensor targets, std::vector<std::string> labels);

  const std::string& name() const override { return name_; }
  std::uint32_t size() const override { return static_cast<std::uint32_t>(images_.shape()[0]); }
  const Shape& image() const override { return image_; }
  const std::vector<std::string>& labels() const override { return labels_; }
  std::int32_t read(std::uint32_t index, std::span<std::uint8_t> image) const override;
  std::uint64_t identity() const override;

 private:
  std::string name_;
  Shape image_;
  Tensor images_, targets_;
  std::vector<std::string> labels_;
};

/// Some images of another set, in the order given.
class Subset : public Dataset {
 public:
  /// Throws Error for an index beyond the set.
  Subset(std::shared_ptr<const Dataset> whole, std::vector<std::uint32_t> indices);

  const std::string& name() const override { return whole_->name(); }
  std::uint32_t size() const override { return static_cast<std::uint32_t>(indices_.size()); }
  const Shape& image() const override { return whole_->image(); }
  const std::vector<std::string>& labels() const override { return whole_->labels(); }
  std::int32_t read(std::uint32_t index, std::span<std::uint8_t> image) const override;
  std::uint64_t identity() const override;
  Original original(std::uint32_t index) const override { return whole_->original(inside(index)); }
  std::int32_t read_part(std::uint32_t index, const PartOf& part_of,
                         std::span<std::uint8_t> image) const override {
    return whole_->read_part(inside(index), part_of, image);
  }
  std::string place(std::uint32_t index) const override { return whole_->place(inside(index)); }

 private:
  std::uint32_t inside(std::uint32_t index) const;

  std::shared_ptr<const Dataset> whole_;
  std::vector<std::uint32_t> indices_;
};

/// Indices 0 .. size-1 in two ascending lists without a common member.
struct Split {
  std::vector<std::uint32_t> train, validation;
};

/// Takes round(size * fraction) random indices for validation: at least one for a fraction
/// above 0, and never all. Throws Error for a fraction outside [0, 1), or for a set that is too
/// small for this.
Split split(std::uint32_t size, double fraction, std::uint64_t seed);

/// Throws Error unless the set has an image `index` and each image has this many bytes. Every
/// read() checks this first.
void expect_room(const Dataset& set, std::uint32_t index, std::size_t bytes);

/// The two splits of a data set. The first is empty if there are only pictures for the test.
struct TrainTest {
  std::shared_ptr<const Dataset> train, test;
  bool photos = false;        // made for a view from pictures of any size
  std::string left_out = {};  // one line that counts and names the files left out, or ""
  std::shared_ptr<const Dataset> validation = {};  // if the set has images for it
};

}  // namespace fovea::datasets
