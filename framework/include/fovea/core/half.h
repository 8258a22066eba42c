// IEEE 754 halves, for storage alone: conversion from float and back.
#pragma once

#include <cstdint>

#include "fovea/core/dtype.h"

namespace fovea {

struct Half {
  std::uint16_t bits = 0;
};
template <>
struct DTypeOf<Half> {
  static constexpr DType value = DType::f16;
};

/// The nearest half; if two are equally near, the even one. Infinity from 65520 on.
Half to_half(float value);
/// Exact.
float to_float(Half value);

}  // namespace fovea
