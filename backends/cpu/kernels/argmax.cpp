#include "fovea/kernels/argmax.h"

#include <algorithm>
#include <cmath>

#include "backends/cpu/simd/chunk.h"
#include "fovea/cpu/kernel.h"

namespace fovea::cpu {

namespace {

bool exceeds(float x, float best, bool or_equals) {
  if (std::isnan(x)) return or_equals || !std::isnan(best);
  return !std::isnan(best) && (x > best || (or_equals && x == best));
}

void argmax(const KernelArgs& args) {
  const auto& p = args.params<ArgmaxParams>();
  const size_t count = size_t{p.outer} * p.inner, inner = p.inner;
  const size_t once = rows_per_chunk(p.size);
  parallel_for(static_cast<int>((count + once - 1) / once), [&](int chunk) {
    const size_t begin = static_cast<size_t>(chunk) * once;
    for (size_t i = begin; i < std::min(count, begin + once); ++i) {
      const float* x = args.input<float>(0) + i / inner * p.size * inner + i % inner;
      size_t best = 0;
      for (size_t s = 1; s < p.size; ++s) {
        if (exceeds(x[s * inner], x[best * inner], p.last != 0)) best = s;
      }
      args.output<std::int32_t>(0)[i] = static_cast<std::int32_t>(best);
    }
  });
}

}  // namespace

void register_argmax(KernelTable& table) { table["argmax"] = {.run = argmax}; }

}  // namespace fovea::cpu
