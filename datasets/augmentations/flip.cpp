#include "fovea/augmentations/flip.h"

#include "datasets/augmentations/pixels.h"

namespace fovea::datasets {

Augment random_flip(Flip config) {
  expect_within("probability", config.probability, 0, 1);
  return [config](std::span<std::uint8_t> image, const Shape& shape, const Draws& draws) {
    if (!draws.chance(0, config.probability)) return;
    const std::int64_t width = shape[1], channels = shape[2];
    std::uint8_t* row = image.data();
    for (std::int64_t y = 0; y < shape[0]; ++y, row += width * channels) {
      for (std::int64_t left = 0, right = width - 1; left < right; ++left, --right) {
        std::swap_ranges(row + left * channels, row + (left + 1) * channels,
                         row + right * channels);
      }
    }
  };
}

void register_flip(AugmentationTable& table) {
  table.push_back({"flip", "turns left to right: probability=0.5", [](Spec& spec) {
                     Flip config;
                     config.probability = setting(spec, "probability", config.probability);
                     return random_flip(config);
                   }});
}

}  // namespace fovea::datasets
