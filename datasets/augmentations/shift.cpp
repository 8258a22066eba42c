#include "fovea/augmentations/shift.h"

#include <cstring>

#include "datasets/augmentations/pixels.h"

namespace fovea::datasets {

namespace {

/// Moves rows and pixels by (down, right) in place, in such an order that nothing is overwritten
/// before it is read.
void shift(std::span<std::uint8_t> image, const Shape& shape, std::int64_t down,
           std::int64_t right) {
  const std::int64_t height = shape[0], row_bytes = shape[1] * shape[2];
  const std::int64_t skip = std::clamp(right * shape[2], -row_bytes, row_bytes);
  const auto row_rest = static_cast<std::size_t>(row_bytes - std::abs(skip));
  const auto cleared = static_cast<std::size_t>(std::abs(skip));
  for (std::int64_t i = 0; i < height; ++i) {
    const std::int64_t y = down > 0 ? height - 1 - i : i;
    std::uint8_t* to = image.data() + y * row_bytes;
    if (y - down < 0 || y - down >= height) {
      std::memset(to, 0, static_cast<std::size_t>(row_bytes));
      continue;
    }
    const std::uint8_t* from = image.data() + (y - down) * row_bytes;
    std::memmove(to + std::max<std::int64_t>(skip, 0), from - std::min<std::int64_t>(skip, 0),
                 row_rest);
    std::memset(skip > 0 ? to : to + row_rest, 0, cleared);
  }
}

}  // namespace

Augment random_shift(Shift most) {
  const int pixels = most.pixels;
  if (pixels < 0) throw Error("a shift by up to {} pixels is no range", pixels);
  return [pixels](std::span<std::uint8_t> image, const Shape& shape, const Draws& draws) {
    const std::int64_t down = draws.whole(0, -pixels, pixels);
    shift(image, shape, down, draws.whole(1, -pixels, pixels));
  };
}

void register_shift(AugmentationTable& table) {
  table.push_back({"shift", "moves by up to pixels=2, zeros come in", [](Spec& spec) {
                     Shift most;
                     most.pixels = static_cast<int>(spec.integer("pixels", most.pixels, 0));
                     return random_shift(most);
                   }});
}

}  // namespace fovea::datasets
