// Small random changes to training images, so that a network sees no picture twice. A change is a
// pure function of the seed, the epoch and the image's index. Each kind is a file of
// datasets/augmentations and a header of fovea/augmentations with a struct of its settings, from
// which random_<kind>() makes it; to add one, nothing else is edited.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "fovea/core/random.h"
#include "fovea/core/shape.h"
#include "fovea/core/spec.h"
#include "fovea/images/image_resize.h"

namespace fovea::datasets {

/// Random numbers that are reserved for one change to an image.
inline constexpr std::uint64_t numbers_an_image = 256;

/// The random numbers of one change to one image. Each has a place, below numbers_an_image.
class Draws {
 public:
  /// `first` is the element of `random` at place 0: numbers_an_image times the image's index.
  Draws(const Random& random, std::uint64_t first) : random_(random), first_(first) {}

  /// Uniform in [0, 1).
  float uniform(std::uint64_t place) const { return random_.uniform(first_ + place); }
  /// Uniform in [low, high).
  float between(std::uint64_t place, float low, float high) const {
    return low + (high - low) * uniform(place);
  }
  /// Uniform in least .. most.
  std::int64_t whole(std::uint64_t place, std::int64_t least, std::int64_t most) const {
    return static_cast<std::int64_t>(uniform(place) * static_cast<float>(most - least + 1)) + least;
  }
  /// True with this probability.
  bool chance(std::uint64_t place, float probability) const {
    return 1 - uniform(place) <= probability;
  }
  /// Standard normal.
  float normal(std::uint64_t place) const { return random_.normal(first_ + place); }
  /// The same from this place on.
  Draws from(std::uint64_t place) const { return {random_, first_ + place}; }
  /// The draws of change number `change` (0 .. 30) of a list, which no other change uses. The bits
  /// from 40 on distinguish the changes, also in lists of lists.
  Draws of_change(std::uint64_t change) const {
    constexpr std::uint64_t low = (std::uint64_t{1} << 40) - 1;
    return {random_, ((first_ >> 40) * 32 + change + 1) << 40 | (first_ & low)};
  }

 private:
  Random random_;
  std::uint64_t first_;
};

/// Changes one image, u8 (H, W, C), red first, in place.
using Augment =
    std::function<void(std::span<std::uint8_t> image, const Shape& shape, const Draws&)>;

/// One after another, each with random numbers of its own; empty ones are left out. A list of one
/// gives that one; an empty list gives an empty function. Throws Error for more than 31.
Augment in_turn(std::vector<Augment> list);

/// The changes that `--augment` names: a list such as "crop:padding=4,flip". Each word without "="
/// starts another change; the settings after its colon are its own. Throws Error for unknown names,
/// settings and values, with the nearest name, and for changes that mix images.
Augment augmentation(std::string_view list);

/// A random part of a picture (H, W, 3) that becomes an image of `size` (H, W, C).
using RandomPart =
    std::function<PicturePart(const Shape& picture, const Shape& size, const Draws& draws)>;

/// Mixes another image of the same shape into one, in place. Returns the share of the first one in
/// the result; its label has the same share.
using Mix = std::function<float(std::span<std::uint8_t> image, std::span<const std::uint8_t> other,
                                const Shape& shape, const Draws& draws)>;

/// The changes to the images of a batch, in steps; an empty function leaves out its step.
struct BatchAugment {
  RandomPart part = {};  // of the whole photo, instead of the part for evaluation; of_change(0)
  Augment change = {};   // of the image; of_change(1) of the draws if there is a part
  Mix mix = {};          // of the image with the next one of the batch
};

enum class ImageKind { images, photos };

/// The changes that `--augment` names, also those that mix images, at any place in the list: if
/// there are several of these, one is drawn for each image. If the first change of the list cuts a
/// part from photos, it cuts it from the whole picture. Throws Error as augmentation() does.
BatchAugment batch_augmentation(std::string_view list, ImageKind kind);

/// One kind of change.
struct AugmentationEntry {
  std::string name;         // its name for --augment
  std::string description;  // one line for --help: what it does, and its settings
  /// Asks the spec for its settings. Throws Error for values out of range. Empty for
  /// changes that mix.
  std::function<Augment(Spec& spec)> make;
  /// The same for the whole picture from which an image is made; empty for changes that work only
  /// on images.
  std::function<RandomPart(Spec& spec)> make_part = {};
  /// For changes that mix images, instead of `make`.
  std::function<Mix(Spec& spec)> make_mix = {};
};

using AugmentationTable = std::vector<AugmentationEntry>;

/// All of them, by the names of their files.
const AugmentationTable& augmentations();

}  // namespace fovea::datasets
