// Copies rows of the innermost (merged) axis.
#include "fovea/kernels/pad.h"

#include <algorithm>

#include "fovea/cpu/kernel.h"

namespace fovea::cpu {

namespace {

// Calls body(row of y, row of x) for every row of y, in parallel; -1 where x has none.
template <typename Body>
void for_rows(const PadParams& p, const Body& body) {
  const size_t length = std::max<size_t>(1, p.out_size[p.rank - 1]);
  size_t rows = 1;
  for (uint axis = 0; axis + 1 < p.rank; ++axis) rows *= p.out_size[axis];
  const size_t size = std::max<size_t>(1, 32768 / length);
  parallel_for(static_cast<int>((rows + size - 1) / size), [&](int chunk) {
    const size_t begin = static_cast<size_t>(chunk) * size;
    for (size_t row = begin; row < std::min(rows, begin + size); ++row) {
      std::int64_t rest = static_cast<std::int64_t>(row), x = 0, stride = 1;
      bool inside = true;
      for (uint axis = p.rank - 1; axis-- > 0;) {
        const std::int64_t at = rest % p.out_size[axis] - p.before[axis];
        rest /= p.out_size[axis];
        inside = inside && at >= 0 && at < p.size[axis];
        x += at * stride;
        stride *= p.size[axis];
      }
      body(static_cast<std::int64_t>(row), inside ? x : -1);
    }
  });
}

void pad(const KernelArgs& args) {
  const auto& p = args.params<PadParams>();
  const std::int64_t size = p.size[p.rank - 1], out_size = p.out_size[p.rank - 1];
  const std::int64_t before = p.before[p.rank - 1];
  const float* x = args.input<float>(0);
  for_rows(p, [&](std::int64_t row, std::int64_t from) {
    float* y = args.output<float>(0) + row * out_size;
    if (from < 0) {
      std::fill_n(y, out_size, p.value);
      return;
    }
    y = std::fill_n(y, before, p.value);
    y = std::copy_n(x + from * size, size, y);
    std::fill_n(y, out_size - before - size, p.value);
  });
}

void pad_grad(const KernelArgs& args) {
  const auto& p = args.params<PadParams>();
  const std::int64_t size = p.size[p.rank - 1], out_size = p.out_size[p.rank - 1];
  const float* dy = args.input<float>(0) + p.before[p.rank - 1];
  for_rows(p, [&](std::int64_t row, std::int64_t to) {
    if (to >= 0) std::copy_n(dy + row * out_size, size, args.output<float>(0) + to * size);
  });
}

}  // namespace

void register_pad(KernelTable& table) {
  table["pad"] = {.run = pad};
  table["pad_grad"] = {.run = pad_grad};
}

}  // namespace fovea::cpu
