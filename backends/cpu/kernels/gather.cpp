// The gradient adds in the order of the indices, because a chunk has some columns of the inner axis
// for itself.
#include "fovea/kernels/gather.h"

#include <algorithm>

#include "backends/cpu/simd/chunk.h"
#include "fovea/cpu/kernel.h"

namespace fovea::cpu {

namespace {

// The row of x that an index means, or -1.
std::int64_t row_of(const GatherParams& p, std::int32_t index) {
  const std::int64_t row = index < 0 ? std::int64_t{index} + p.size : index;
  return row < std::int64_t{p.size} ? std::max<std::int64_t>(row, -1) : -1;
}

void gather(const KernelArgs& args) {
  const auto& p = args.params<GatherParams>();
  const float* x = args.input<float>(0);
  const std::int32_t* indices = args.input<std::int32_t>(1);
  float* y = args.output<float>(0);
  const size_t rows = size_t{p.outer} * p.count, inner = p.inner;
  const size_t once = rows_per_chunk(inner);
  parallel_for(static_cast<int>((rows + once - 1) / once), [&](int chunk) {
    const size_t begin = static_cast<size_t>(chunk) * once;
    for (size_t row = begin; row < std::min(rows, begin + once); ++row) {
      const std::int64_t from = row_of(p, indices[row % p.count]);
      float* to = y + row * inner;
      if (from < 0) {
        std::fill_n(to, inner, 0.0f);
      } else {
        std::copy_n(x + (row / p.count * p.size + static_cast<size_t>(from)) * inner, inner, to);
      }
    }
  });
}

void gather_grad(const KernelArgs& args) {
  const auto& p = args.params<GatherParams>();
  const float* dy = args.input<float>(0);
  const std::int32_t* indices = args.input<std::int32_t>(1);
  float* dx = args.output<float>(0);
  const size_t inner = p.inner, size = p.size, count = p.count;
  const size_t width = std::clamp<size_t>(elementwise_chunk / std::max<size_t>(1, count), 16, 4096);
  const size_t parts = (inner + width - 1) / width;
  parallel_for(static_cast<int>(p.outer * parts), [&](int chunk) {
    const size_t o = static_cast<size_t>(chunk) / parts, part = static_cast<size_t>(chunk) % parts;
    const size_t begin = part * width, end = std::min(inner, begin + width);
    for (size_t s = 0; s < size; ++s) {
      float* row = dx + (o * size + s) * inner;
      std::fill(row + begin, row + end, 0.0f);
    }
    for (size_t n = 0; n < count; ++n) {
      const std::int64_t to = row_of(p, indices[n]);
      if (to < 0) continue;
      float* row = dx + (o * size + static_cast<size_t>(to)) * inner;
      const float* from = dy + (o * count + n) * inner;
      for (size_t i = begin; i < end; ++i) row[i] += from[i];
    }
  });
}

}  // namespace

void register_gather(KernelTable& table) {
  table["gather"] = {.run = gather};
  table["gather_grad"] = {.run = gather_grad};
}

}  // namespace fovea::cpu
