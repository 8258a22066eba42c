// Starting values of variables.
#pragma once

#include <cstdint>
#include <string>

#include "fovea/core/tensor.h"

namespace fovea {

/// fan_in = product of all extents but the first, fan_out = count / last extent: right for
/// dense weights (units, inputs) and convolution weights (O, H, W, I).
///   glorot: uniform +-sqrt(6 / (fan_in + fan_out))   Glorot and Bengio, AISTATS 2010
///   he:     normal, variance 2 / fan_in              He et al., ICCV 2015
///   lecun:  normal, variance 1 / fan_in              LeCun et al., Efficient BackProp, 1998
struct Initializer {
  enum class Kind { constant, uniform, normal, glorot, he, lecun };
  Kind kind = Kind::constant;
  float a = 0, b = 0;  // constant: a; uniform: [a, b); normal: mean a, standard deviation b

  static Initializer zeros() { return constant(0); }
  static Initializer constant(float value) { return {Kind::constant, value, 0}; }
  static Initializer uniform(float low, float high) { return {Kind::uniform, low, high}; }
  static Initializer normal(float mean, float deviation) { return {Kind::normal, mean, deviation}; }
  static Initializer glorot() { return {Kind::glorot, 0, 0}; }
  static Initializer he() { return {Kind::he, 0, 0}; }
  static Initializer lecun() { return {Kind::lecun, 0, 0}; }

  /// A tensor of these values: a pure function of (seed, name).
  Tensor make(TensorType type, std::uint64_t seed, const std::string& name) const;
};

}  // namespace fovea
