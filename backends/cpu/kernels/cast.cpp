#include "fovea/kernels/cast.h"

#include <algorithm>

#include "backends/cpu/simd/chunk.h"
#include "fovea/cpu/kernel.h"

namespace fovea::cpu {

namespace {

/// Calls f(x, y) with the pointers' types being those of the tensors.
template <typename T, typename F>
void with_output(const KernelArgs& args, std::uint32_t to, const F& f) {
  const T* x = args.input<T>(0);
  if (to == cast_f32) return f(x, args.output<float>(0));
  if (to == cast_i32) return f(x, args.output<std::int32_t>(0));
  f(x, args.output<std::uint8_t>(0));
}

template <typename F>
void with_tensors(const KernelArgs& args, const F& f) {
  const auto& p = args.params<CastParams>();
  if (p.from == cast_f32) return with_output<float>(args, p.to, f);
  if (p.from == cast_i32) return with_output<std::int32_t>(args, p.to, f);
  with_output<std::uint8_t>(args, p.to, f);
}

std::int32_t whole(float x, float low, float beyond) {
  if (!(x == x)) return 0;
  if (x >= beyond) return low == 0 ? 255 : std::numeric_limits<std::int32_t>::max();
  return static_cast<std::int32_t>(std::max(x, low));
}

void convert(float x, float& y) { y = x; }
void convert(float x, std::int32_t& y) { y = whole(x, -2147483648.0f, 2147483648.0f); }
void convert(float x, std::uint8_t& y) { y = static_cast<std::uint8_t>(whole(x, 0, 256)); }
template <typename T>
void convert(std::int32_t x, T& y) {
  y = static_cast<T>(x);
}

void cast(const KernelArgs& args) {
  const auto& p = args.params<CastParams>();
  const size_t count = p.count;
  const bool boolean = p.to == cast_boolean;
  with_tensors(args, [&](const auto* x, auto* y) {
    parallel_for(static_cast<int>((count + elementwise_chunk - 1) / elementwise_chunk),
                 [&](int chunk) {
                   const size_t begin = static_cast<size_t>(chunk) * elementwise_chunk;
                   for (size_t i = begin; i < std::min(count, begin + elementwise_chunk); ++i) {
                     if (boolean) {
                       y[i] = x[i] != 0;
                     } else {
                       convert(x[i], y[i]);
                     }
                   }
                 });
  });
}

}  // namespace

void register_cast(KernelTable& table) { table["cast"] = {.run = cast}; }

}  // namespace fovea::cpu
