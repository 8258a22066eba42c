// Losses that average over each example. Included once per Highway target.
#if defined(FOVEA_CPU_EXAMPLE_LOSS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef FOVEA_CPU_EXAMPLE_LOSS_INL_H
#undef FOVEA_CPU_EXAMPLE_LOSS_INL_H
#else
#define FOVEA_CPU_EXAMPLE_LOSS_INL_H
#endif

#include "backends/cpu/simd/rows-inl.h"
#include "fovea/kernels/example_loss.h"

HWY_BEFORE_NAMESPACE();
namespace fovea::cpu::HWY_NAMESPACE {

/// The sum of f(d, x[i], t[i]): blocks in a running vector, the blocks' sums in double.
template <class F>
HWY_INLINE double sum_of_pairs(const float* HWY_RESTRICT x, const float* HWY_RESTRICT t,
                               size_t count, const F& f) {
  constexpr size_t block = 4096;
  const hn::ScalableTag<float> d;
  double total = 0;
  for (size_t begin = 0; begin < count; begin += block) {
    auto sum = hn::Zero(d);
    for_vectors(d, begin, std::min(begin + block, count), [&](size_t i, size_t n) HWY_ATTR {
      const auto value = f(d, load(d, x + i, n), load(d, t + i, n));
      sum = hn::Add(sum, n < hn::Lanes(d) ? hn::IfThenElseZero(hn::FirstN(d, n), value) : value);
    });
    total += double{hn::GetLane(hn::SumOfLanes(d, sum))};
  }
  return total;
}

/// loss[n] = mean over i of f(d, x[n, i], t[n, i]).
template <class F>
HWY_INLINE void example_loss(const KernelArgs& args, const F& f) {
  const auto& p = args.params<ExampleLossParams>();
  const float* x = args.input<float>(0);
  const float* t = args.input<float>(1);
  float* loss = args.output<float>(0);
  const size_t elements = p.elements;
  for_chunks(p.rows, rows_per_chunk(elements), [&](size_t begin, size_t end) HWY_ATTR {
    for (size_t n = begin; n < end; ++n) {
      const double sum = sum_of_pairs(x + n * elements, t + n * elements, elements, f);
      loss[n] = static_cast<float>(sum / static_cast<double>(elements));
    }
  });
}

/// dx[n, i] = f(d, x[n, i], t[n, i]) * dloss[n] / elements; dx may be the memory of x or t.
template <class F>
HWY_INLINE void example_loss_grad(const KernelArgs& args, const F& f) {
  const auto& p = args.params<ExampleLossParams>();
  const float* x = args.input<float>(0);
  const float* t = args.input<float>(1);
  const float* dloss = args.input<float>(2);
  float* dx = args.output<float>(0);
  const size_t elements = p.elements;
  for_chunks(p.rows, rows_per_chunk(elements), [&](size_t begin, size_t end) HWY_ATTR {
    const hn::ScalableTag<float> d;
    for (size_t n = begin; n < end; ++n) {
      const auto share = hn::Set(d, dloss[n] / static_cast<float>(elements));
      for_vectors(d, n * elements, (n + 1) * elements, [&](size_t i, size_t m) HWY_ATTR {
        store(hn::Mul(f(d, load(d, x + i, m), load(d, t + i, m)), share), d, dx + i, m);
      });
    }
  });
}

}  // namespace fovea::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // FOVEA_CPU_EXAMPLE_LOSS_INL_H
