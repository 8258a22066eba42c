#include "fovea/augmentations/pca.h"

#include "datasets/augmentations/pixels.h"

namespace fovea::datasets {

Augment random_pca(Pca config) {
  expect_within("sigma", config.sigma, 0, std::numeric_limits<double>::infinity());
  return [config](std::span<std::uint8_t> image, const Shape& shape, const Draws& draws) {
    if (shape[2] != 3) throw Error("pca takes images of 3 channels, not {}", shape.str());
    std::array<float, 3> add{};
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const float length = draws.normal(axis) * config.sigma * config.eigenvalues[axis];
      for (std::size_t c = 0; c < 3; ++c) add[c] += 255 * length * config.eigenvectors[axis][c];
    }
    for (std::size_t i = 0; i < image.size(); ++i) {
      image[i] = to_byte(static_cast<float>(image[i]) + add[i % 3]);
    }
  };
}

void register_pca(AugmentationTable& table) {
  table.push_back({"pca", "AlexNet's noise on the colours of photos: sigma=0.1", [](Spec& spec) {
                     Pca config;
                     config.sigma = setting(spec, "sigma", config.sigma);
                     return random_pca(config);
                   }});
}

}  // namespace fovea::datasets
