// Sums and maxima over one row, in an order that depends only on the row's length. Included once
// per Highway target.
#if defined(FOVEA_CPU_ROWS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef FOVEA_CPU_ROWS_INL_H
#undef FOVEA_CPU_ROWS_INL_H
#else
#define FOVEA_CPU_ROWS_INL_H
#endif

#include <limits>

#include "backends/cpu/simd/math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fovea::cpu::HWY_NAMESPACE {

/// The largest of x[0 .. n-1]; with a NaN among them, any of them.
HWY_INLINE float row_max(const float* HWY_RESTRICT x, size_t n) {
  const hn::ScalableTag<float> d;
  constexpr float lowest = -std::numeric_limits<float>::infinity();
  auto largest = hn::Set(d, lowest);
  for_vectors(d, 0, n, [&](size_t i, size_t m) HWY_ATTR {
    largest = hn::Max(largest, load(d, x + i, m, lowest));
  });
  return hn::GetLane(hn::MaxOfLanes(d, largest));
}

/// The sum of f(d, vector of x[i], ...) over a row; f must give 0 at `fill`.
template <class F>
HWY_INLINE float row_sum(const float* HWY_RESTRICT x, size_t n, float fill, const F& f) {
  const hn::ScalableTag<float> d;
  auto sum = hn::Zero(d);
  for_vectors(d, 0, n, [&](size_t i, size_t m) HWY_ATTR {
    sum = hn::Add(sum, f(d, load(d, x + i, m, fill)));
  });
  return hn::GetLane(hn::SumOfLanes(d, sum));
}

/// What softmax and its logarithm need to know about a row: p[k] = exp(x[k] - maximum) / sum.
struct RowSoftmax {
  float maximum, sum;
};

HWY_INLINE RowSoftmax row_softmax(const float* HWY_RESTRICT x, size_t n) {
  RowSoftmax row{row_max(x, n), 0};
  row.sum = row_sum(x, n, -std::numeric_limits<float>::infinity(), [&](auto d, auto v) HWY_ATTR {
    return exp(d, hn::Sub(v, hn::Set(d, row.maximum)));
  });
  return row;
}

/// log(x) of one number.
HWY_INLINE float log_of(float x) {
  const hn::ScalableTag<float> d;
  return hn::GetLane(log(d, hn::Set(d, x)));
}

}  // namespace fovea::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // FOVEA_CPU_ROWS_INL_H
