// Element types.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace fovea {

/// Graphs compute in f32, and a plan may store it as f16. f64 is for host tensors and the reference
/// in double. u8 holds images and masks; i32 holds labels, indices, counters and flags.
enum class DType : std::uint8_t { f32, f64, f16, u8, i32, boolean };

/// Bytes of one element.
std::size_t size_of(DType);
/// "f32", "u8", ...
std::string_view name_of(DType);

/// The DType of a C++ element type.
template <typename T>
struct DTypeOf;
template <>
struct DTypeOf<float> {
  static constexpr DType value = DType::f32;
};
template <>
struct DTypeOf<double> {
  static constexpr DType value = DType::f64;
};
template <>
struct DTypeOf<std::uint8_t> {
  static constexpr DType value = DType::u8;
};
template <>
struct DTypeOf<std::int32_t> {
  static constexpr DType value = DType::i32;
};

}  // namespace fovea
