#include "fovea/augmentations/cutmix.h"

#include "datasets/augmentations/pixels.h"
#include "datasets/beta.h"

namespace fovea::datasets {

Mix random_cutmix(Cutmix config) {
  expect_within("alpha", config.alpha, 1e-3, 1e3);
  return [config](std::span<std::uint8_t> image, std::span<const std::uint8_t> other,
                  const Shape& shape, const Draws& draws) {
    const float side = std::sqrt(1 - beta(config.alpha, draws));
    // The start and the end on an axis with this many pixels.
    const auto cut = [&](std::int64_t pixels, std::uint64_t place) {
      const auto length = static_cast<std::int64_t>(static_cast<float>(pixels) * side);
      const std::int64_t from = draws.whole(place, 0, pixels - 1) - length / 2;
      return std::pair(std::max<std::int64_t>(from, 0), std::min(from + length, pixels));
    };
    const auto [top, bottom] = cut(shape[0], beta_places);
    const auto [left, right] = cut(shape[1], beta_places + 1);
    for (std::int64_t y = top; y < bottom; ++y) {
      const auto at = static_cast<std::size_t>((y * shape[1] + left) * shape[2]);
      const auto bytes = static_cast<std::size_t>((right - left) * shape[2]);
      std::ranges::copy(other.subspan(at, bytes), image.subspan(at, bytes).begin());
    }
    const auto area = static_cast<float>((bottom - top) * (right - left));
    return 1 - area / static_cast<float>(shape[0] * shape[1]);
  };
}

void register_cutmix(AugmentationTable& table) {
  table.push_back({"cutmix", "puts a part of another image in: alpha=1", {}, {}, [](Spec& spec) {
                     return random_cutmix({.alpha = setting(spec, "alpha", Cutmix().alpha)});
                   }});
}

}  // namespace fovea::datasets
