// Works on rows of the innermost (merged) axis.
#include "fovea/kernels/slice.h"

#include <algorithm>

#include "fovea/cpu/kernel.h"

namespace fovea::cpu {

namespace {

using Word = std::uint32_t;

// Calls body(row) for every row of `length` elements, of `rows`, in parallel.
template <typename Body>
void for_rows(size_t rows, size_t length, const Body& body) {
  const size_t size = std::max<size_t>(1, 32768 / std::max<size_t>(1, length));
  parallel_for(static_cast<int>((rows + size - 1) / size), [&](int chunk) {
    const size_t begin = static_cast<size_t>(chunk) * size;
    for (size_t row = begin; row < std::min(rows, begin + size); ++row) body(row);
  });
}

size_t rows_of(const uint* sizes, uint rank) {
  size_t rows = 1;
  for (uint axis = 0; axis + 1 < rank; ++axis) rows *= sizes[axis];
  return rows;
}

void slice(const KernelArgs& args) {
  const auto& p = args.params<SliceParams>();
  const uint last = p.rank - 1;
  const std::int64_t size = p.size[last], count = p.out_size[last], step = p.step[last];
  for_rows(rows_of(p.out_size, p.rank), p.out_size[last], [&](size_t row) {
    std::int64_t rest = static_cast<std::int64_t>(row), from = 0, stride = 1;
    for (uint axis = last; axis-- > 0;) {
      from += (p.start[axis] + rest % p.out_size[axis] * p.step[axis]) * stride;
      rest /= p.out_size[axis];
      stride *= p.size[axis];
    }
    const Word* x = args.input<Word>(0) + from * size + p.start[last];
    Word* y = args.output<Word>(0) + static_cast<std::int64_t>(row) * count;
    if (step == 1) {
      std::copy_n(x, count, y);
    } else {
      for (std::int64_t i = 0; i < count; ++i) y[i] = x[i * step];
    }
  });
}

void slice_grad(const KernelArgs& args) {
  const auto& p = args.params<SliceParams>();
  const uint last = p.rank - 1;
  const std::int64_t size = p.size[last], count = p.out_size[last], step = p.step[last];
  for_rows(rows_of(p.size, p.rank), p.size[last], [&](size_t row) {
    std::int64_t rest = static_cast<std::int64_t>(row), from = 0, stride = 1;
    bool hit = true;
    for (uint axis = last; axis-- > 0;) {
      const std::int64_t distance = rest % p.size[axis] - p.start[axis];
      const std::int64_t at = distance / p.step[axis];
      hit = hit && at * p.step[axis] == distance && at >= 0 && at < p.out_size[axis];
      rest /= p.size[axis];
      from += at * stride;
      stride *= p.out_size[axis];
    }
    float* dx = args.output<float>(0) + static_cast<std::int64_t>(row) * size;
    const float* dy = args.input<float>(0) + from * count;
    if (hit && step == 1) {
      float* end = std::copy_n(dy, count, std::fill_n(dx, p.start[last], 0.0f));
      std::fill(end, dx + size, 0.0f);
    } else {
      std::fill_n(dx, size, 0.0f);
      for (std::int64_t i = 0; hit && i < count; ++i) dx[p.start[last] + i * step] = dy[i];
    }
  });
}

}  // namespace

void register_slice(KernelTable& table) {
  table["slice"] = {.run = slice};
  table["slice_grad"] = {.run = slice_grad};
}

}  // namespace fovea::cpu
