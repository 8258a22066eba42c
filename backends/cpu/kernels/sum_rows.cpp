// Each chunk of rows is summed by itself, then the chunks' sums are added in order.
#include "fovea/kernels/sum_rows.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backends/cpu/kernels/sum_rows.cpp"
#include <hwy/foreach_target.h>
// These must come after foreach_target.h.
#include "backends/cpu/simd/wide_rows-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fovea::cpu::HWY_NAMESPACE {

void sum_rows(const KernelArgs& args) {
  const auto& p = args.params<SumRowsParams>();
  const WideRows wide_rows(p.rows, p.channels);
  const float* x = args.input<float>(0);
  float* y = args.output<float>(0);
  float* partial = wide_rows.chunk_count == 1 ? y : reinterpret_cast<float*>(args.scratch);
  parallel_for(static_cast<int>(wide_rows.chunk_count), [&](int index) HWY_ATTR {
    const size_t chunk = static_cast<size_t>(index);
    sum_chunk<1>(wide_rows, chunk, thread_scratch_of<float>(wide_rows.width),
                 partial + chunk * p.channels,
                 [&](auto d, size_t i, size_t, size_t n, const auto& add)
                     HWY_ATTR { add(0, load(d, x + i, n)); });
  });
  if (wide_rows.chunk_count == 1) return;
  double* totals = thread_scratch_of<double>(p.channels);
  add_chunks(wide_rows, partial, p.channels, totals);
  for (size_t c = 0; c < p.channels; ++c) y[c] = static_cast<float>(totals[c]);
}

}  // namespace fovea::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea::cpu {

HWY_EXPORT(sum_rows);

void register_sum_rows(KernelTable& table) {
  table["sum_rows"] = {[](const KernelArgs& args) {
                         HWY_DYNAMIC_DISPATCH(sum_rows)
                         (args);
                       },
                       [](const Step& step) {
                         const auto& p = step.params.as<SumRowsParams>();
                         const size_t chunks = WideRows(p.rows, p.channels).chunk_count;
                         Support support;
                         support.scratch_bytes =
                             static_cast<std::int64_t>(chunks * p.channels * sizeof(float));
                         return support;
                       }};
}

}  // namespace fovea::cpu
#endif
