#include "fovea/graph/initializer.h"

#include <cmath>

#include "fovea/core/random.h"

namespace fovea {

Tensor Initializer::make(TensorType type, std::uint64_t seed, const std::string& name) const {
  Tensor tensor(type);
  if (type.dtype == DType::i32) {
    if (kind != Kind::constant) throw Error("an i32 variable starts as a constant").at(name);
    for (std::int32_t& x : tensor.as<std::int32_t>()) x = static_cast<std::int32_t>(a);
    return tensor;
  }
  const double count = static_cast<double>(type.shape.count());
  const double fan_in = type.shape.rank() ? count / static_cast<double>(type.shape[0]) : 1;
  const double fan_out = count / static_cast<double>(type.shape.back());
  const Random random(seed, stream_of(name));
  const auto scale = [&]() -> float {
    switch (kind) {
      case Kind::glorot:
        return static_cast<float>(std::sqrt(6 / (fan_in + fan_out)));
      case Kind::he:
        return static_cast<float>(std::sqrt(2 / fan_in));
      case Kind::lecun:
        return static_cast<float>(std::sqrt(1 / fan_in));
      default:
        return 0;
    }
  }();
  const std::span<float> values = tensor.as<float>();
  for (size_t i = 0; i < values.size(); ++i) {
    switch (kind) {
      case Kind::constant:
        values[i] = a;
        break;
      case Kind::uniform:
        values[i] = a + (b - a) * random.uniform(i);
        break;
      case Kind::normal:
        values[i] = a + b * random.normal(i);
        break;
      case Kind::glorot:
        values[i] = scale * (2 * random.uniform(i) - 1);
        break;
      case Kind::he:
      case Kind::lecun:
        values[i] = scale * random.normal(i);
        break;
    }
  }
  return tensor;
}

}  // namespace fovea
