// Makes batches from a data set before they are needed, on TBB's threads. The order of an epoch
// and all changes to an image are pure functions of (seed, epoch). So batches are the same for
// any number of threads, and a run that is resumed within an epoch sees the same batches as the
// first run.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "fovea/datasets/dataset.h"
#include "fovea/images/augment.h"

namespace fovea::datasets {

/// B images; the last batch of an epoch holds the rest.
struct LoadedBatch {
  std::uint32_t epoch = 0;
  std::int64_t step = 0;               // within the epoch
  Tensor image;                        // u8 (B, H, W, C)
  Tensor label;                        // i32 (B)
  std::vector<std::uint32_t> indices;  // of the images in the set
  // If images are mixed: the label with the smaller share, i32 (B), and the share of `label`, f32
  // (B), from 0.5 to 1. Empty otherwise.
  Tensor other_label, label_share;
};

struct LoaderOptions {
  std::uint32_t batch = 64;
  std::uint64_t seed = 0;
  bool shuffle = true;
  std::uint32_t ahead = 4;  // batches that are made before they are needed; 0: none
  /// Empty: images are not changed. Each image is mixed with the next one of its batch, the last
  /// with the first. The mix uses the same draws as the other changes, but in the stream "mix".
  BatchAugment augment = {};
  /// The labels of all images: an epoch takes equally many images of each class, as in
  /// balanced_order(). Empty: each image once. Only with shuffle.
  std::vector<std::int32_t> balanced_labels = {};
};

/// Writes image `index` as it is in an epoch before it is mixed: a part of the original, or the
/// result of read() if no part is cut, with the changes. Returns the label. Throws Error as
/// Dataset::read() does.
std::int32_t read_changed(const Dataset& dataset, std::uint32_t index, const BatchAugment& augment,
                          const Draws& draws, std::span<std::uint8_t> image);

/// The images 0 .. size-1 in the order of an epoch.
std::vector<std::uint32_t> epoch_order(std::uint32_t size, std::uint64_t seed, std::uint32_t epoch);

/// An image, and how often the epoch has taken it before.
struct RepeatedImage {
  std::uint32_t index, repeat;
};

/// As many images as there are labels, in the order of an epoch. All classes that have images get
/// the same number (or one more). The images of a class are taken in a random order; when all were
/// taken, they are taken again in another order. Throws Error for labels below 0.
std::vector<RepeatedImage> balanced_order(std::span<const std::int32_t> labels, std::uint64_t seed,
                                          std::uint32_t epoch);

/// Not thread-safe. The work is done in the TBB arena of the thread that made the loader; if no
/// worker is free, next() does the work itself.
class Loader {
 public:
  /// Starts before the first batch of epoch 0. Throws Error for batches of 0 images, for batches
  /// larger than the set, and for an augmentation that does not accept images of this shape.
  Loader(std::shared_ptr<const Dataset> dataset, LoaderOptions options);
  ~Loader();
  Loader(Loader&&) noexcept;

  /// Batches in an epoch, including the smaller last one.
  std::int64_t steps() const;
  /// The next batch of the epoch, or nothing at its end. Throws the errors from reading images.
  std::optional<LoadedBatch> next();
  /// Goes on with batch `step` (0 .. steps()) of an epoch.
  void seek(std::uint32_t epoch, std::int64_t step = 0);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace fovea::datasets
