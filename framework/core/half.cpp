#include "fovea/core/half.h"

#include <bit>
#include <cmath>

namespace fovea {

Half to_half(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  const std::uint32_t sign = (bits >> 16) & 0x8000, size = bits & 0x7fffffff;
  std::uint32_t half = 0;
  if (size > 0x7f800000) {
    half = 0x7e00;  // NaN
  } else if (size >= 0x477ff000) {
    half = 0x7c00;  // infinity
  } else if (size < 0x38800000) {
    // Below 2^-14 halves are multiples of 2^-24, which is the value of the last bit of floats
    // from 0.5 on.
    half = std::bit_cast<std::uint32_t>(std::bit_cast<float>(size) + 0.5f) - 0x3f000000;
  } else {
    half = (size - 0x38000000 + 0x0fff + ((size >> 13) & 1)) >> 13;
  }
  return {static_cast<std::uint16_t>(sign | half)};
}

float to_float(Half value) {
  const std::uint32_t sign = std::uint32_t{value.bits & 0x8000u} << 16;
  const std::uint32_t exponent = (value.bits >> 10) & 31, fraction = value.bits & 1023;
  if (exponent == 0) {
    const float size = std::ldexp(static_cast<float>(fraction), -24);
    return std::bit_cast<float>(sign | std::bit_cast<std::uint32_t>(size));
  }
  const std::uint32_t wide = exponent == 31 ? 255 : exponent + 112;
  return std::bit_cast<float>(sign | wide << 23 | fraction << 13);
}

}  // namespace fovea
