#include "apps/benchmark/benchmark_noise.h"

namespace fovea::apps {

namespace {

std::uint32_t noise(std::uint32_t i) {
  const std::uint32_t h = i * 2654435761U;
  return h ^ (h >> 15);
}

// Calls body(place in (N, H, W, C), number in (N, C, H, W)) for every element.
template <typename Body>
void for_images(const Shape& shape, const Body& body) {
  std::uint32_t number = 0;
  const auto n = static_cast<size_t>(shape[0]), h = static_cast<size_t>(shape[1]),
             w = static_cast<size_t>(shape[2]), c = static_cast<size_t>(shape[3]);
  for (size_t image = 0; image < n; ++image) {
    for (size_t channel = 0; channel < c; ++channel) {
      for (size_t pixel = 0; pixel < h * w; ++pixel) {
        body((image * h * w + pixel) * c + channel, number++);
      }
    }
  }
}

}  // namespace

Tensor float_noise(const Shape& shape) {
  Tensor tensor(TensorType{shape, DType::f32});
  const std::span<float> values = tensor.as<float>();
  for_images(shape, [&](size_t place, std::uint32_t number) {
    values[place] = static_cast<float>(noise(number) >> 8) / 16777216.0f - 0.5f;
  });
  return tensor;
}

Tensor byte_noise(const Shape& shape, std::uint32_t first) {
  Tensor tensor(TensorType{shape, DType::u8});
  const std::span<std::uint8_t> values = tensor.as<std::uint8_t>();
  for_images(shape, [&](size_t place, std::uint32_t number) {
    values[place] = static_cast<std::uint8_t>(noise(first + number) >> 24);
  });
  return tensor;
}

}  // namespace fovea::apps
