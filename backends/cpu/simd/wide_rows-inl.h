// Sums over the rows of a chunk of WideRows. Included once per Highway target.
#if defined(FOVEA_CPU_WIDE_ROWS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef FOVEA_CPU_WIDE_ROWS_INL_H
#undef FOVEA_CPU_WIDE_ROWS_INL_H
#else
#define FOVEA_CPU_WIDE_ROWS_INL_H
#endif

#include "backends/cpu/simd/simd-inl.h"
#include "backends/cpu/simd/unroll.h"
#include "backends/cpu/simd/wide_rows.h"

HWY_BEFORE_NAMESPACE();
namespace fovea::cpu::HWY_NAMESPACE {

/// Repeats one value per channel over a wide row.
HWY_INLINE void widen(const WideRows& wide_rows, const float* HWY_RESTRICT values,
                      float* HWY_RESTRICT wide) {
  for (size_t i = 0; i < wide_rows.width; i += wide_rows.channels) {
    std::copy_n(values, wide_rows.channels, wide + i);
  }
}

/// Calls body(d, i, j, n) for the elements i .. i+n-1 of the tensor in the chunk, which are at j ..
/// j+n-1 of a wide row.
template <class Body>
HWY_INLINE void for_chunk(const WideRows& wide_rows, size_t chunk, const Body& body) {
  const hn::ScalableTag<float> d;
  for (size_t row = wide_rows.begin(chunk); row < wide_rows.end(chunk); row += wide_rows.width) {
    for_vectors(d, 0, std::min(wide_rows.width, wide_rows.end(chunk) - row),
                [&](size_t j, size_t n) HWY_ATTR { body(d, row + j, j, n); });
  }
}

// The sums of kVectors vectors at column j of all wide rows of a chunk, into `wide`.
template <size_t kTerms, size_t kVectors, class Terms>
HWY_INLINE void sum_tile(const WideRows& wide_rows, size_t chunk, size_t j,
                         float* HWY_RESTRICT wide, const Terms& terms) {
  const hn::ScalableTag<float> d;
  const size_t lanes = hn::Lanes(d), width = wide_rows.width, end = wide_rows.end(chunk);
  hn::Vec<decltype(d)> totals[kVectors][kTerms];
  FOVEA_UNROLL for (size_t v = 0; v < kVectors; ++v) {
    FOVEA_UNROLL for (size_t k = 0; k < kTerms; ++k) totals[v][k] = hn::Zero(d);
  }
  size_t row = wide_rows.begin(chunk);
  for (; row + j + kVectors * lanes <= end && j + kVectors * lanes <= width; row += width) {
    FOVEA_UNROLL for (size_t v = 0; v < kVectors; ++v) {
      const size_t at = j + v * lanes;
      terms(d, row + at, at, lanes,
            [&](size_t k, auto term) HWY_ATTR { totals[v][k] = hn::Add(totals[v][k], term); });
    }
  }
  for (; row < end; row += width) {
    const size_t size = std::min(width, end - row);
    FOVEA_UNROLL for (size_t v = 0; v < kVectors; ++v) {
      const size_t at = j + v * lanes;
      if (at >= size) continue;
      const size_t n = std::min(lanes, size - at);
      terms(d, row + at, at, n, [&](size_t k, auto term) HWY_ATTR {
        totals[v][k] = hn::Add(totals[v][k], hn::IfThenElseZero(hn::FirstN(d, n), term));
      });
    }
  }
  FOVEA_UNROLL for (size_t v = 0; v < kVectors; ++v) {
    const size_t at = j + v * lanes;
    FOVEA_UNROLL for (size_t k = 0; k < kTerms; ++k) {
      if (at < width) store(totals[v][k], d, wide + k * width + at, std::min(lanes, width - at));
    }
  }
}

/// sums[k * channels + c] = sum over the chunk's rows of term k, for k < kTerms. terms(d, i, j, n,
/// add) is called for the elements i .. i+n-1 of the tensor, at j .. j+n-1 of a wide row, and
/// calls add(k, vector) for each term; lanes past n are ignored. `wide` is room for
/// kTerms * width floats.
template <size_t kTerms, class Terms>
HWY_INLINE void sum_chunk(const WideRows& wide_rows, size_t chunk, float* HWY_RESTRICT wide,
                          float* HWY_RESTRICT sums, const Terms& terms) {
  constexpr size_t kVectors = 4;
  const size_t step = kVectors * hn::Lanes(hn::ScalableTag<float>()), width = wide_rows.width;
  for (size_t j = 0; j < width; j += step) {
    sum_tile<kTerms, kVectors>(wide_rows, chunk, j, wide, terms);
  }
  for (size_t k = 0; k < kTerms; ++k) {
    for (size_t c = 0; c < wide_rows.channels; ++c) {
      float sum = 0;
      for (size_t j = c; j < width; j += wide_rows.channels) sum += wide[k * width + j];
      sums[k * wide_rows.channels + c] = sum;
    }
  }
}

}  // namespace fovea::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // FOVEA_CPU_WIDE_ROWS_INL_H
