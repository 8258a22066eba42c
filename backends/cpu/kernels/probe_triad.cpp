#include "fovea/kernels/probe_triad.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backends/cpu/kernels/probe_triad.cpp"
#include <hwy/foreach_target.h>

#include "backends/cpu/simd/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fovea::cpu::HWY_NAMESPACE {

void probe_triad(const KernelArgs& args) {
  const hn::ScalableTag<float> d;
  const auto factor = hn::Set(d, args.input<float>(2)[0]);
  const float* x = args.input<float>(0);
  const float* y = args.input<float>(1);
  float* z = args.output<float>(0);
  constexpr size_t chunk = 16 * elementwise_chunk;  // large, because its tensors are large
  for_chunks(args.params<ProbeTriadParams>().count, chunk, [&](size_t begin, size_t end) HWY_ATTR {
    for_vectors(d, begin, end, [&](size_t i, size_t n) HWY_ATTR {
      store(hn::MulAdd(factor, load(d, y + i, n), load(d, x + i, n)), d, z + i, n);
    });
  });
}

}  // namespace fovea::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea::cpu {

HWY_EXPORT(probe_triad);

void register_probe_triad(KernelTable& table) {
  table["probe_triad"] = {FOVEA_CPU_DISPATCH(probe_triad)};
}

}  // namespace fovea::cpu
#endif
