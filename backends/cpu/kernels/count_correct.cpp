// Integer sums are the same in any order, so the chunks share an atomic counter.
#include "fovea/kernels/count_correct.h"

#include <atomic>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backends/cpu/kernels/count_correct.cpp"
#include <hwy/foreach_target.h>

#include "backends/cpu/simd/rows-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fovea::cpu::HWY_NAMESPACE {

// Whether compare(v) holds in every lane of x[0 .. n-1]. The unused lanes of the last vector are
// -infinity, for which it is true if it can be true for any element.
template <class Compare>
HWY_INLINE bool all_of(const float* HWY_RESTRICT x, size_t n, const Compare& compare) {
  const hn::ScalableTag<float> d;
  bool all = true;
  for_vectors(d, 0, n, [&](size_t i, size_t m) HWY_ATTR {
    const auto v = load(d, x + i, m, -std::numeric_limits<float>::infinity());
    all = all && hn::AllTrue(d, compare(v));
  });
  return all;
}

HWY_INLINE bool correct(const float* HWY_RESTRICT x, size_t classes, size_t label) {
  if (label >= classes) return false;
  const hn::ScalableTag<float> d;
  const auto best = hn::Set(d, x[label]);
  return all_of(x, label, [&](auto v) HWY_ATTR { return hn::Lt(v, best); }) &&
         all_of(x + label, classes - label, [&](auto v) HWY_ATTR { return hn::Le(v, best); });
}

void count_correct(const KernelArgs& args) {
  const auto& p = args.params<CountCorrectParams>();
  const float* x = args.input<float>(0);
  const std::int32_t* label = args.input<std::int32_t>(1);
  std::atomic<std::int32_t> count = 0;
  for_chunks(p.rows, rows_per_chunk(p.classes), [&](size_t begin, size_t end) HWY_ATTR {
    std::int32_t mine = 0;
    for (size_t n = begin; n < end; ++n) {
      mine += correct(x + n * p.classes, p.classes, static_cast<size_t>(label[n]));
    }
    count += mine;
  });
  args.output<std::int32_t>(0)[0] = count;
}

}  // namespace fovea::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea::cpu {

HWY_EXPORT(count_correct);

void register_count_correct(KernelTable& table) {
  table["count_correct"] = {FOVEA_CPU_DISPATCH(count_correct)};
}

}  // namespace fovea::cpu
#endif
