// An image after augmentation, and the numbers that were drawn for it.
#pragma once

#include <numeric>
#include <vector>

#include "fovea/images/augment.h"

namespace fovea::test {

using Bytes = std::vector<std::uint8_t>;

/// The draws of image `index` of epoch `epoch` under seed 1.
inline datasets::Draws draws_of(int index, std::uint32_t epoch = 0) {
  return {Random(1, stream_of("augment"), epoch),
          static_cast<std::uint64_t>(index) * datasets::numbers_an_image};
}

inline Bytes changed(const datasets::Augment& augment, Bytes image, const Shape& shape, int index,
                     std::uint32_t epoch = 0) {
  augment(image, shape, draws_of(index, epoch));
  return image;
}

inline Bytes random_image(const Shape& shape) {
  Bytes image(static_cast<std::size_t>(shape.count()));
  const Random random(7, stream_of("image"));
  for (std::size_t i = 0; i < image.size(); ++i) {
    image[i] = static_cast<std::uint8_t>(random.bits(i));
  }
  return image;
}

inline std::size_t at(const Shape& shape, std::int64_t y, std::int64_t x, std::int64_t c) {
  return static_cast<std::size_t>((y * shape[1] + x) * shape[2] + c);
}

/// Difficult sizes.
inline const std::vector<Shape> odd_shapes = {{1, 1, 3}, {5, 4, 1}, {4, 7, 3}, {17, 13, 3},
                                              {1, 9, 1}, {9, 1, 3}, {6, 5, 4}};

}  // namespace fovea::test
