#include "fovea/graph/initializer.h"

#include <algorithm>
#include <cmath>
#include <system_error>
#include <thread>
#include <vector>

#include "fovea/core/random.h"

namespace fovea {

namespace {

// Calls body(begin, end) for parts of 0 .. count-1, on one thread per core if there is enough work.
// A value depends only on its place, so the bits are the same for any number of threads.
template <class Body>
void in_parts(size_t count, const Body& body) {
  constexpr size_t least = 1 << 16;  // values of a part: one or two milliseconds
  const size_t parts =
      std::clamp<size_t>(count / least, 1, std::max(1u, std::thread::hardware_concurrency()));
  std::vector<std::jthread> others;
  size_t begin = 0;
  for (size_t part = 1; part < parts; ++part) {
    const size_t end = count / parts * part;
    try {
      others.emplace_back([&body, begin, end] { body(begin, end); });
    } catch (const std::system_error&) {
      break;  // no more threads can be started: the rest is done here
    }
    begin = end;
  }
  body(begin, count);
}

}  // namespace

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
  in_parts(values.size(), [&](size_t begin, size_t end) {
    const std::span<float> part = values.subspan(begin, end - begin);
    switch (kind) {
      case Kind::constant:
        std::ranges::fill(part, a);
        break;
      case Kind::uniform:
        random.fill_uniform(begin, part);
        for (float& x : part) x = a + (b - a) * x;
        break;
      case Kind::normal:
        random.fill_normal(begin, part);
        for (float& x : part) x = a + b * x;
        break;
      case Kind::glorot:
        random.fill_uniform(begin, part);
        for (float& x : part) x = scale * (2 * x - 1);
        break;
      case Kind::he:
      case Kind::lecun:
        random.fill_normal(begin, part);
        for (float& x : part) x = scale * x;
        break;
    }
  });
  return tensor;
}

}  // namespace fovea
