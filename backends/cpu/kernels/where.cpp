#include "fovea/kernels/where.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backends/cpu/kernels/where.cpp"
#include <hwy/foreach_target.h>
// These must come after foreach_target.h.
#include "backends/cpu/simd/simd-inl.h"
#include "backends/cpu/simd/strided_runs.h"

HWY_BEFORE_NAMESPACE();
namespace fovea::cpu::HWY_NAMESPACE {

void where(const KernelArgs& args) {
  const auto& p = args.params<WhereParams>();
  const uint last = p.rank - 1;
  const bool c_moves = p.c_stride[last] != 0, a_moves = p.a_stride[last] != 0,
             b_moves = p.b_stride[last] != 0;
  float* y = args.output<float>(0);
  for_chunks(work_size(p).x, elementwise_chunk, [&](size_t begin, size_t end) HWY_ATTR {
    const auto run = [&](size_t i, size_t n, const std::array<size_t, 3>& at) HWY_ATTR {
      const hn::ScalableTag<float> d;
      const float *c = args.input<float>(0) + at[0], *a = args.input<float>(1) + at[1],
                  *b = args.input<float>(2) + at[2];
      const auto one_c = hn::Set(d, *c), one_a = hn::Set(d, *a), one_b = hn::Set(d, *b);
      for_vectors(d, 0, n, [&](size_t j, size_t m) HWY_ATTR {
        const auto vc = c_moves ? load(d, c + j, m) : one_c;
        const auto va = a_moves ? load(d, a + j, m) : one_a;
        const auto vb = b_moves ? load(d, b + j, m) : one_b;
        store(hn::IfThenElse(hn::Eq(vc, hn::Zero(d)), vb, va), d, y + i + j, m);
      });
    };
    for_runs<3>(p.rank, p.size, {p.c_stride, p.a_stride, p.b_stride}, begin, end, run);
  });
}

}  // namespace fovea::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea::cpu {

HWY_EXPORT(where);

// An input of y's size is not broadcast, so each of its elements is used only for its own place.
void register_where(KernelTable& table) {
  table["where"] = {FOVEA_CPU_DISPATCH(where), in_place({{0, 0}, {0, 1}, {0, 2}})};
}

}  // namespace fovea::cpu
#endif
