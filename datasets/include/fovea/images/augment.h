// Small random changes to training images, so that a network sees no picture twice. A change is a
// pure function of the seed, the epoch and the image's index. Each kind is a file of
// datasets/augmentations and a header of fovea/augmentations with a struct of its settings, from
// which random_<kind>() makes it; nothing else is edited to add one.
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

/// Random numbers set aside for one change to an image.
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
  /// Those of change number `change` (0 .. 30) of a list, which are nobody else's. The bits from 40
  /// on tell the changes apart, in lists of lists too.
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

/// One behind the other, each with random numbers of its own; empty ones are left out. A list of
/// one is that one, an empty list an empty function. Throws Error for more than 31.
Augment in_turn(std::vector<Augment> list);

/// What `--augment` names: a list as "crop:padding=4,flip", in which each word without "=" starts
/// another change and the settings behind its colon are its own. Throws Error for unknown names,
/// settings and values, with the nearest name, and for what mixes images.
Augment augmentation(std::string_view list);

/// The part of a picture (H, W, 3) that becomes an image of `size` (H, W, C), at random.
using RandomPart =
    std::function<PicturePart(const Shape& picture, const Shape& size, const Draws& draws)>;

/// Mixes another image of the same shape into one, in place. Returns the share of the first one in
/// what came out, which its label has too.
using Mix = std::function<float(std::span<std::uint8_t> image, std::span<const std::uint8_t> other,
                                const Shape& shape, const Draws& draws)>;

/// What becomes of the images of a batch, by steps; an empty one leaves out its step.
struct BatchAugment {
  RandomPart part = {};  // of the whole photo, in the place of what evaluation sees; of_change(0)
  Augment change = {};   // of the image; of_change(1) of the draws where there is a part
  Mix mix = {};          // of the image with the next one of the batch
};

enum class ImageSource { images, photos };

/// What `--augment` names, with what mixes images too, wherever it stands in the list: of several,
/// one is drawn for each image. If the first of the list cuts a part out of photos, it cuts it out
/// of the whole picture. Throws Error as augmentation() does.
BatchAugment batch_augmentation(std::string_view list, ImageSource source);

/// One kind of change.
struct AugmentationEntry {
  std::string name;         // what --augment calls it
  std::string description;  // one line for --help: what it does, and its settings
  /// Asks the spec for its settings. Throws Error for values out of range. Empty for what mixes.
  std::function<Augment(Spec& spec)> make;
  /// The same for the whole picture of which an image is made; empty for what changes images alone.
  std::function<RandomPart(Spec& spec)> make_part = {};
  /// Of what mixes images, in the place of `make`.
  std::function<Mix(Spec& spec)> make_mix = {};
};

using AugmentationTable = std::vector<AugmentationEntry>;

/// All of them, by the names of their files.
const AugmentationTable& augmentations();

}  // namespace fovea::datasets
