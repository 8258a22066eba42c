#include "fovea/core/random.h"

#include <cmath>
#include <numbers>
#include <numeric>
#include <utility>

namespace fovea {

__extension__ using Wide = unsigned __int128;

Random4 philox(Random4 counter, std::array<std::uint32_t, 2> key) {
  auto [c0, c1, c2, c3] = counter;
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t product0 = std::uint64_t{0xD2511F53} * c0;
    const std::uint64_t product1 = std::uint64_t{0xCD9E8D57} * c2;
    c0 = static_cast<std::uint32_t>(product1 >> 32) ^ c1 ^ key[0];
    c2 = static_cast<std::uint32_t>(product0 >> 32) ^ c3 ^ key[1];
    c1 = static_cast<std::uint32_t>(product1);
    c3 = static_cast<std::uint32_t>(product0);
    key[0] += 0x9E3779B9;
    key[1] += 0xBB67AE85;
  }
  return {c0, c1, c2, c3};
}

std::uint32_t stream_of(std::string_view name) {
  std::uint32_t hash = 2166136261u;
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
  return hash;
}

Random4 Random::block(std::uint64_t index) const {
  return philox(
      {static_cast<std::uint32_t>(index), static_cast<std::uint32_t>(index >> 32), stream_, step_},
      key_);
}

std::uint32_t Random::bits(std::uint64_t element) const { return block(element / 4)[element % 4]; }

float Random::uniform(std::uint64_t element) const {
  return static_cast<float>(bits(element) >> 8) * 0x1p-24f;
}

float Random::normal(std::uint64_t element) const {
  const Random4 r = block(element);
  const double u = (r[0] + 1.0) * 0x1p-32, v = r[1] * 0x1p-32;
  return static_cast<float>(std::sqrt(-2.0 * std::log(u)) * std::cos(2.0 * std::numbers::pi * v));
}

std::uint64_t Random::below(std::uint64_t element, std::uint64_t bound) const {
  const Random4 r = block(element);
  const std::uint64_t wide = (std::uint64_t{r[0]} << 32) | r[1];
  return static_cast<std::uint64_t>((static_cast<Wide>(wide) * bound) >> 64);
}

std::vector<std::uint32_t> Random::permutation(std::uint32_t count) const {
  std::vector<std::uint32_t> order(count);
  std::iota(order.begin(), order.end(), 0u);
  for (std::uint32_t i = count; i > 1; --i) std::swap(order[i - 1], order[below(i - 1, i)]);
  return order;
}

}  // namespace fovea
