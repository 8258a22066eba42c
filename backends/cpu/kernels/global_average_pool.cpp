// One image per chunk; its rows are summed in the pieces of WideRows, in order.
#include "fovea/kernels/global_average_pool.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backends/cpu/kernels/global_average_pool.cpp"
#include <hwy/foreach_target.h>
// These must come after foreach_target.h.
#include "backends/cpu/simd/wide_rows-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fovea::cpu::HWY_NAMESPACE {

void global_average_pool(const KernelArgs& args) {
  const auto& p = args.params<GlobalAveragePoolParams>();
  const WideRows wide_rows(p.pixels, p.channels);
  parallel_for(static_cast<int>(p.batch), [&](int n) HWY_ATTR {
    const float* x = args.input<float>(0) + static_cast<size_t>(n) * wide_rows.count();
    float* y = args.output<float>(0) + static_cast<size_t>(n) * p.channels;
    double* totals = thread_scratch_of<double>(p.channels + p.channels + wide_rows.width);
    float* sums = reinterpret_cast<float*>(totals + p.channels);
    std::fill_n(totals, p.channels, 0.0);
    for (size_t chunk = 0; chunk < wide_rows.chunk_count; ++chunk) {
      sum_chunk<1>(wide_rows, chunk, sums + p.channels, sums,
                   [&](auto d, size_t i, size_t, size_t m, const auto& add)
                       HWY_ATTR { add(0, load(d, x + i, m)); });
      for (size_t c = 0; c < p.channels; ++c) totals[c] += sums[c];
    }
    for (size_t c = 0; c < p.channels; ++c) y[c] = static_cast<float>(totals[c] / p.pixels);
  });
}

void global_average_pool_grad(const KernelArgs& args) {
  const auto& p = args.params<GlobalAveragePoolParams>();
  const WideRows wide_rows(p.pixels, p.channels);
  parallel_for(static_cast<int>(p.batch), [&](int n) HWY_ATTR {
    const float* dy = args.input<float>(0) + static_cast<size_t>(n) * p.channels;
    float* dx = args.output<float>(0) + static_cast<size_t>(n) * wide_rows.count();
    float* shares = thread_scratch_of<float>(p.channels + wide_rows.width);
    float* wide = shares + p.channels;
    for (size_t c = 0; c < p.channels; ++c) shares[c] = dy[c] / static_cast<float>(p.pixels);
    widen(wide_rows, shares, wide);
    for (size_t i = 0; i < wide_rows.count(); i += wide_rows.width) {
      std::copy_n(wide, std::min(wide_rows.width, wide_rows.count() - i), dx + i);
    }
  });
}

}  // namespace fovea::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea::cpu {

HWY_EXPORT(global_average_pool);
HWY_EXPORT(global_average_pool_grad);

void register_global_average_pool(KernelTable& table) {
  table["global_average_pool"] = {[](const KernelArgs& args) {
    HWY_DYNAMIC_DISPATCH(global_average_pool)(args);
  }};
  table["global_average_pool_grad"] = {[](const KernelArgs& args) {
    HWY_DYNAMIC_DISPATCH(global_average_pool_grad)(args);
  }};
}

}  // namespace fovea::cpu
#endif
