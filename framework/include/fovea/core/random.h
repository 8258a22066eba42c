// Counter-based random numbers: Philox 4x32-10 (Salmon, Moraes, Dror, Shaw, "Parallel Random
// Numbers: As Easy as 1, 2, 3", SC 2011). A number is a pure function of (seed, stream, step,
// element), so it does not depend on the order or the thread in which it is drawn.
// random_fill.cpp fills whole tensors.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace fovea {

using Random4 = std::array<std::uint32_t, 4>;

/// Ten rounds of Philox 4x32.
Random4 philox(Random4 counter, std::array<std::uint32_t, 2> key);

/// The stream that belongs to a name: FNV-1a, 32 bits.
std::uint32_t stream_of(std::string_view name);

/// A named sequence of random numbers, addressed by element.
class Random {
 public:
  Random(std::uint64_t seed, std::uint32_t stream, std::uint32_t step = 0)
      : key_{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)},
        stream_(stream),
        step_(step) {}

  /// 32 random bits.
  std::uint32_t bits(std::uint64_t element) const;
  /// Uniform in [0, 1), 24 bits.
  float uniform(std::uint64_t element) const;
  /// Standard normal, by Box and Muller.
  float normal(std::uint64_t element) const;
  /// uniform() of the elements first, first + 1, ..., in a quarter of the time.
  void fill_uniform(std::uint64_t first, std::span<float> values) const;
  /// normal() of the elements first, first + 1, ..., in half the time. Logarithm and cosine are our
  /// own and right to a double's last bits, so a float may differ in the last bit from normal().
  void fill_normal(std::uint64_t first, std::span<float> values) const;
  /// Uniform in 0 .. bound-1 with a bias below bound / 2^64 (multiply-shift).
  std::uint64_t below(std::uint64_t element, std::uint64_t bound) const;
  /// 0 .. count-1 in random order (Fisher and Yates).
  std::vector<std::uint32_t> permutation(std::uint32_t count) const;

 private:
  Random4 block(std::uint64_t index) const;
  std::array<std::uint32_t, 2> key_;
  std::uint32_t stream_, step_;
};

}  // namespace fovea
