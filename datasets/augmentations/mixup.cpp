#include "fovea/augmentations/mixup.h"

#include "datasets/augmentations/pixels.h"
#include "datasets/beta.h"

namespace fovea::datasets {

Mix random_mixup(Mixup config) {
  expect_within("alpha", config.alpha, 1e-3, 1e3);
  return [config](std::span<std::uint8_t> image, std::span<const std::uint8_t> other, const Shape&,
                  const Draws& draws) {
    const float share = beta(config.alpha, draws);
    for (std::size_t i = 0; i < image.size(); ++i) {
      image[i] = to_byte(share * image[i] + (1 - share) * other[i]);
    }
    return share;
  };
}

void register_mixup(AugmentationTable& table) {
  table.push_back({"mixup", "mixes with another image: alpha=0.2", {}, {}, [](Spec& spec) {
                     return random_mixup({.alpha = setting(spec, "alpha", Mixup().alpha)});
                   }});
}

}  // namespace fovea::datasets
