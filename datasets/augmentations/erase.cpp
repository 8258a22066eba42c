#include "fovea/augmentations/erase.h"

#include "datasets/augmentations/pixels.h"

namespace fovea::datasets {

Augment random_erase(Erase config) {
  constexpr float smallest = 1e-6f;
  expect_within("probability", config.probability, 0, 1);
  expect_within("least", config.least, 0, 1);
  expect_within("most", config.most, config.least, 1);
  expect_within("ratio", config.ratio, smallest, 1);
  expect_within("value", config.value, 0, 255);
  return [config](std::span<std::uint8_t> image, const Shape& shape, const Draws& draws) {
    if (!draws.chance(0, config.probability)) return;
    const auto pixels = static_cast<float>(shape[0] * shape[1]);
    const float widest = -std::log(config.ratio);
    for (std::uint64_t i = 0; i < 10; ++i) {
      const float area = pixels * draws.between(1 + 2 * i, config.least, config.most);
      const float ratio = std::exp(draws.between(2 + 2 * i, -widest, widest));
      const std::int64_t width = std::lround(std::sqrt(area * ratio));
      const std::int64_t height = std::lround(std::sqrt(area / ratio));
      if (width > shape[1] || height > shape[0]) continue;
      const std::int64_t top = draws.whole(21, 0, shape[0] - height);
      const std::int64_t left = draws.whole(22, 0, shape[1] - width);
      for (std::int64_t y = top; y < top + height; ++y) {
        std::fill_n(image.begin() + (y * shape[1] + left) * shape[2], width * shape[2],
                    static_cast<std::uint8_t>(config.value));
      }
      return;
    }
  };
}

void register_erase(AugmentationTable& table) {
  table.push_back({"erase", "paints over: probability=0.5,least=0.02,most=0.33,ratio=0.3,value=0",
                   [](Spec& spec) {
                     Erase config;
                     config.probability = setting(spec, "probability", config.probability);
                     config.least = setting(spec, "least", config.least);
                     config.most = setting(spec, "most", config.most);
                     config.ratio = setting(spec, "ratio", config.ratio);
                     config.value = static_cast<int>(spec.integer("value", config.value, 0));
                     return random_erase(config);
                   }});
}

}  // namespace fovea::datasets
