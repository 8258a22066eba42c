// Many numbers of a stream at once. The loops have no branch and no call, so compilers make vector
// code of them. They only add, multiply and divide, as IEEE 754 defines it, so every instruction
// set gives the same bits.
#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <numbers>

#include "fovea/core/random.h"

namespace fovea {

namespace {

constexpr size_t many = 256;  // blocks at a time: they stay in the cache

using Words = std::array<std::uint32_t, many>;
using Numbers = std::array<double, many>;

// The words of the blocks first, first + 1, ...: philox(), each word in an array of its own.
struct Blocks {
  Words w0, w1, w2, w3;

  void draw(std::uint64_t first, std::uint32_t stream, std::uint32_t step,
            std::array<std::uint32_t, 2> key) {
    for (size_t i = 0; i < many; ++i) {
      w0[i] = static_cast<std::uint32_t>(first + i);
      w1[i] = static_cast<std::uint32_t>((first + i) >> 32);
      w2[i] = stream;
      w3[i] = step;
    }
    for (int round = 0; round < 10; ++round) {
      for (size_t i = 0; i < many; ++i) {
        const std::uint64_t product0 = std::uint64_t{0xD2511F53} * w0[i];
        const std::uint64_t product1 = std::uint64_t{0xCD9E8D57} * w2[i];
        w0[i] = static_cast<std::uint32_t>(product1 >> 32) ^ w1[i] ^ key[0];
        w2[i] = static_cast<std::uint32_t>(product0 >> 32) ^ w3[i] ^ key[1];
        w1[i] = static_cast<std::uint32_t>(product1);
        w3[i] = static_cast<std::uint32_t>(product0);
      }
      key[0] += 0x9E3779B9;
      key[1] += 0xBB67AE85;
    }
  }
};

double to_double(std::uint32_t word) {
  return static_cast<double>(static_cast<std::int32_t>(word ^ 0x80000000u)) + 0x1p31;
}

// sum of c[k] x^k, by Horner.
template <size_t Count>
double polynomial(double x, const std::array<double, Count>& c) {
  double sum = c[Count - 1];
  for (size_t k = Count - 1; k-- > 0;) sum = sum * x + c[k];
  return sum;
}

// 1/1, 1/3, 1/5, ...
constexpr auto odd_parts = [] {
  std::array<double, 12> c{};
  for (size_t k = 0; k < c.size(); ++k) c[k] = 1 / static_cast<double>(2 * k + 1);
  return c;
}();

// (-1)^k / (2k + first)!, of the cosine (0) or the sine (1).
template <size_t Count>
constexpr std::array<double, Count> factorials(int first) {
  std::array<double, Count> c{};
  double term = 1;
  for (size_t k = 0; k < Count; ++k) {
    c[k] = term;
    const double n = static_cast<double>(2 * k) + first;
    term = -term / ((n + 1) * (n + 2));
  }
  return c;
}

// The logarithm of a normal number above 0: with x = m 2^e, m from 0.707 to 1.414, it is
// e log(2) + 2 artanh(s), s = (m - 1) / (m + 1), with |s| < 0.172.
double logarithm(double x) {
  const auto bits = std::bit_cast<std::uint64_t>(x);
  constexpr std::uint64_t half_of_root = 0x3FE6A09E667F3BCD;  // 1 / sqrt(2)
  const std::uint64_t shifted = bits - half_of_root + (std::uint64_t{1023} << 52);
  const std::uint64_t above = shifted >> 52;  // e + 1023
  const double m = std::bit_cast<double>(bits - (above << 52) + (std::uint64_t{1023} << 52));
  const double e = std::bit_cast<double>(above | 0x4330000000000000) - (0x1p52 + 1023);
  const double s = (m - 1) / (m + 1), z = s * s;
  const double rest = z * polynomial(z, std::array<double, 11>{
                                            odd_parts[1], odd_parts[2], odd_parts[3], odd_parts[4],
                                            odd_parts[5], odd_parts[6], odd_parts[7], odd_parts[8],
                                            odd_parts[9], odd_parts[10], odd_parts[11]});
  constexpr double log2_high = 0x1.62e42fee00000p-1, log2_low = 0x1.a39ef35793c76p-33;
  return e * log2_high + (2 * s + (2 * s * rest + e * log2_low));
}

// The cosine of an angle from 0 to 2 pi: by quarters of a turn, each with its Taylor series.
double cosine(double angle) {
  constexpr auto even = factorials<9>(0), odd = factorials<9>(1);
  constexpr double whole = 0x1.8p52;  // a sum with it has no room for fractions
  const double rounded = angle * (2 * std::numbers::inv_pi) + whole;
  const auto quarter = std::bit_cast<std::uint64_t>(rounded);  // in its last bits
  const double q = rounded - whole;
  // pi / 2 in two parts, the first short enough for q times it to be exact.
  constexpr double high = 0x1.921fb54400000p+0, low = 0x1.0b4611a626331p-34;
  const double r = (angle - q * high) - q * low, z = r * r;
  const auto sine = std::bit_cast<std::uint64_t>(r * polynomial(z, odd));
  const auto other = std::bit_cast<std::uint64_t>(polynomial(z, even));
  const std::uint64_t odd_quarter = 0 - (quarter & 1), sign = ((quarter + 1) & 2) << 62;
  return std::bit_cast<double>(((sine & odd_quarter) | (other & ~odd_quarter)) ^ sign);
}

}  // namespace

void Random::fill_uniform(std::uint64_t first, std::span<float> values) const {
  Blocks blocks;
  size_t done = 0;
  for (; done < values.size() && (first + done) % 4; ++done) values[done] = uniform(first + done);
  for (; done < values.size(); done += std::min(4 * many, values.size() - done)) {
    blocks.draw((first + done) / 4, stream_, step_, key_);
    const size_t count = std::min(4 * many, values.size() - done);
    const Words* const words[] = {&blocks.w0, &blocks.w1, &blocks.w2, &blocks.w3};
    for (size_t i = 0; i < count; ++i) {
      values[done + i] = static_cast<float>((*words[i % 4])[i / 4] >> 8) * 0x1p-24f;
    }
  }
}

void Random::fill_normal(std::uint64_t first, std::span<float> values) const {
  Blocks blocks;
  Numbers lengths;
  for (size_t done = 0; done < values.size(); done += std::min(many, values.size() - done)) {
    blocks.draw(first + done, stream_, step_, key_);
    for (size_t i = 0; i < many; ++i) {
      lengths[i] = std::sqrt(-2.0 * logarithm((to_double(blocks.w0[i]) + 1.0) * 0x1p-32));
    }
    const size_t count = std::min(many, values.size() - done);
    for (size_t i = 0; i < many; ++i) {
      lengths[i] *= cosine(2.0 * std::numbers::pi * (to_double(blocks.w1[i]) * 0x1p-32));
    }
    for (size_t i = 0; i < count; ++i) values[done + i] = static_cast<float>(lengths[i]);
  }
}

}  // namespace fovea
