// Makes batches out of a data set ahead of their use, on TBB's threads. The order of an epoch and
// all that happens to an image are pure functions of (seed, epoch), so batches are the same for
// any number of threads, and a run that starts in mid-epoch sees what the first one would have.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "fovea/datasets/dataset.h"
#include "fovea/images/augment.h"

namespace fovea::datasets {

/// B images; the last batch of an epoch holds what is left.
struct LoadedBatch {
  std::uint32_t epoch = 0;
  std::int64_t step = 0;               // within the epoch
  Tensor image;                        // u8 (B, H, W, C)
  Tensor label;                        // i32 (B)
  std::vector<std::uint32_t> indices;  // of the images in the set
  // Where images are mixed: the label of which an image has less, i32 (B), and the share of
  // `label`, f32 (B), from 0.5 to 1. Empty otherwise.
  Tensor other_label, label_share;
};

struct LoaderOptions {
  std::uint32_t batch = 64;
  std::uint64_t seed = 0;
  bool shuffle = true;
  std::uint32_t ahead = 4;  // batches made before they are asked for; 0: none
  /// Empty: images come as they are. Each image is mixed with the next of its batch, the last with
  /// the first; the draws of the mix are those of the other changes in the stream "mix".
  BatchAugment augment = {};
  /// The labels of all images: an epoch takes as many images of each class, as in balanced_order().
  /// Empty: each image once. Only with shuffle.
  std::vector<std::int32_t> balanced_labels = {};
};

/// Writes image `index` as an epoch shows it before it is mixed: the part of the original, or all
/// that read() gives where none is cut, then changed. Returns the label. Throws Error as
/// Dataset::read() does.
std::int32_t read_changed(const Dataset& dataset, std::uint32_t index, const BatchAugment& augment,
                          const Draws& draws, std::span<std::uint8_t> image);

/// The images 0 .. size-1 in the order of an epoch.
std::vector<std::uint32_t> epoch_order(std::uint32_t size, std::uint64_t seed, std::uint32_t epoch);

/// An image, and how often the epoch has taken it before.
struct RepeatedImage {
  std::uint32_t index, repeat;
};

/// As many images as there are labels, the same number of each class that has some (or one more),
/// in the order of an epoch. Those of a class are taken in a random order, and in another one each
/// time they are through. Throws Error for labels below 0.
std::vector<RepeatedImage> balanced_order(std::span<const std::int32_t> labels, std::uint64_t seed,
                                          std::uint32_t epoch);

/// Not thread-safe. The work is done in the TBB arena of the thread that made the loader; if no
/// worker is free, next() does the work itself.
class Loader {
 public:
  /// Stands before the first batch of epoch 0. Throws Error for batches of 0 images, for batches
  /// larger than the set, and for an augmentation that does not take images of this shape.
  Loader(std::shared_ptr<const Dataset> dataset, LoaderOptions options);
  ~Loader();
  Loader(Loader&&) noexcept;

  /// Batches in an epoch, the smaller last one included.
  std::int64_t steps() const;
  /// The next batch of the epoch, or nothing when it is over. Rethrows what reading an image threw.
  std::optional<LoadedBatch> next();
  /// Goes on with batch `step` (0 .. steps()) of an epoch.
  void seek(std::uint32_t epoch, std::int64_t step = 0);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace fovea::datasets
