// Takes runs of y along its innermost axis: copied if x is contiguous too, else gathered.
#include "fovea/kernels/strided.h"

#include <algorithm>

#include "backends/cpu/simd/chunk.h"
#include "backends/cpu/simd/strided_runs.h"
#include "fovea/cpu/kernel.h"

namespace fovea::cpu {

namespace {

template <typename T, typename F>
void run(const KernelArgs& args, const F& scaled) {
  const auto& p = args.params<StridedParams>();
  const T* x = args.input<T>(0);
  T* y = args.output<T>(0);
  const size_t count = work_size(p).x, stride = p.stride[p.rank - 1];
  parallel_for(
      static_cast<int>((count + elementwise_chunk - 1) / elementwise_chunk), [&](int chunk) {
        const size_t begin = static_cast<size_t>(chunk) * elementwise_chunk;
        for_runs<1>(p.rank, p.size, {p.stride}, begin, std::min(count, begin + elementwise_chunk),
                    [&](size_t i, size_t n, const std::array<size_t, 1>& at) {
                      const T* from = x + at[0];
                      if (stride == 0) {
                        std::fill_n(y + i, n, scaled(*from));
                      } else {
                        for (size_t j = 0; j < n; ++j) y[i + j] = scaled(from[j * stride]);
                      }
                    });
      });
}

void strided(const KernelArgs& args) {
  const float scale = args.params<StridedParams>().scale;
  if (scale == 1) {
    run<std::uint32_t>(args, [](std::uint32_t word) { return word; });
  } else {
    run<float>(args, [=](float x) { return scale * x; });
  }
}

}  // namespace

void register_strided(KernelTable& table) { table["strided"] = {.run = strided}; }

}  // namespace fovea::cpu
