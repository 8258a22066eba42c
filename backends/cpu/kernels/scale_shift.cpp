#include "fovea/kernels/scale_shift.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backends/cpu/kernels/scale_shift.cpp"
#include <hwy/foreach_target.h>
// These must come after foreach_target.h.
#include "backends/cpu/simd/wide_rows-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fovea::cpu::HWY_NAMESPACE {

void scale_shift(const KernelArgs& args) {
  const auto& p = args.params<ScaleShiftParams>();
  const WideRows wide_rows(p.rows, p.channels);
  const float* x = args.input<float>(0);
  float* y = args.output<float>(0);
  parallel_for(static_cast<int>(wide_rows.chunk_count), [&](int chunk) HWY_ATTR {
    float* scale = thread_scratch_of<float>(2 * wide_rows.width);
    float* shift = scale + wide_rows.width;
    widen(wide_rows, args.input<float>(1), scale);
    widen(wide_rows, args.input<float>(2), shift);
    for_chunk(wide_rows, static_cast<size_t>(chunk),
              [&](auto d, size_t i, size_t j, size_t n) HWY_ATTR {
                const auto v =
                    hn::MulAdd(load(d, x + i, n), load(d, scale + j, n), load(d, shift + j, n));
                store(v, d, y + i, n);
              });
  });
}

}  // namespace fovea::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea::cpu {

HWY_EXPORT(scale_shift);

void register_scale_shift(KernelTable& table) {
  table["scale_shift"] = {[](const KernelArgs& args) {
                            HWY_DYNAMIC_DISPATCH(scale_shift)
                            (args);
                          },
                          [](const Step&) {
                            return Support{.in_place = {{0, 0}}};
                          }};
}

}  // namespace fovea::cpu
#endif
