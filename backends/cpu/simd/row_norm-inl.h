// layer_norm and rms_norm: only layer_norm subtracts a row's mean. Included once per
// Highway target.
// Works on a chunk of rows at a time. A row is read several times, but from the first-level cache.
// The gradient computes the statistics again, so only x is kept. Each chunk sums dscale and dbias
// over its rows, and the chunks' sums are added in order.
#if defined(FOVEA_CPU_ROW_NORM_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef FOVEA_CPU_ROW_NORM_INL_H
#undef FOVEA_CPU_ROW_NORM_INL_H
#else
#define FOVEA_CPU_ROW_NORM_INL_H
#endif

#include <cmath>

#include "backends/cpu/simd/norm_chunks.h"
#include "backends/cpu/simd/rows-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fovea::cpu::HWY_NAMESPACE {

struct RowStatistics {
  float mean, inverse;  // inverse: 1 / sqrt(variance or mean square + epsilon)
};

template <bool kCentred>
HWY_INLINE RowStatistics row_statistics(const LayerNormParams& p, const float* x) {
  const float count = static_cast<float>(p.size);
  float mean = 0;
  if constexpr (kCentred) {
    mean = row_sum(x, p.size, 0, [](auto, auto v) HWY_ATTR { return v; }) / count;
  }
  const float squares = row_sum(x, p.size, mean, [&](auto d, auto v) HWY_ATTR {
    const auto centred = hn::Sub(v, hn::Set(d, mean));
    return hn::Mul(centred, centred);
  });
  return {mean, 1 / std::sqrt(squares / count + p.epsilon)};
}

template <bool kCentred>
HWY_INLINE void row_norm(const KernelArgs& args) {
  const auto& p = args.params<LayerNormParams>();
  const float* scale = p.scaled ? args.input<float>(1) : nullptr;
  const float* bias = p.biased ? args.input<float>(1 + p.scaled) : nullptr;
  for_chunks(p.rows, rows_per_chunk(p.size), [&](size_t begin, size_t end) HWY_ATTR {
    const hn::ScalableTag<float> d;
    for (size_t row = begin; row < end; ++row) {
      const float* x = args.input<float>(0) + row * p.size;
      float* y = args.output<float>(0) + row * p.size;
      const RowStatistics statistics = row_statistics<kCentred>(p, x);
      const auto mean = hn::Set(d, statistics.mean), inverse = hn::Set(d, statistics.inverse);
      for_vectors(d, 0, p.size, [&](size_t c, size_t n) HWY_ATTR {
        auto v = hn::Mul(hn::Sub(load(d, x + c, n), mean), inverse);
        if (scale) v = hn::Mul(v, load(d, scale + c, n));
        if (bias) v = hn::Add(v, load(d, bias + c, n));
        store(v, d, y + c, n);
      });
    }
  });
}

// The gradient of one row; adds to dscale and dbias if they are not null.
template <bool kCentred>
HWY_INLINE void row_norm_grad_row(const LayerNormParams& p, const float* dy, const float* x,
                                  const float* scale, float* dx, float* dscale, float* dbias) {
  const hn::ScalableTag<float> d;
  const RowStatistics statistics = row_statistics<kCentred>(p, x);
  const auto mean = hn::Set(d, statistics.mean), inverse = hn::Set(d, statistics.inverse);
  auto sums = hn::Zero(d), products = hn::Zero(d);
  for_vectors(d, 0, p.size, [&](size_t c, size_t n) HWY_ATTR {
    const auto g = load(d, dy + c, n);
    // After the end g is 0, and so are all products with it.
    const auto v = hn::Mul(hn::Sub(load(d, x + c, n, statistics.mean), mean), inverse);
    const auto scaled = scale ? hn::Mul(g, load(d, scale + c, n)) : g;
    sums = hn::Add(sums, scaled);
    products = hn::MulAdd(scaled, v, products);
    if (dscale) store(hn::MulAdd(g, v, load(d, dscale + c, n)), d, dscale + c, n);
    if (dbias) store(hn::Add(g, load(d, dbias + c, n)), d, dbias + c, n);
  });
  const float count = static_cast<float>(p.size);
  const auto sum = hn::Set(d, kCentred ? hn::GetLane(hn::SumOfLanes(d, sums)) / count : 0);
  const auto product = hn::Set(d, hn::GetLane(hn::SumOfLanes(d, products)) / count);
  for_vectors(d, 0, p.size, [&](size_t c, size_t n) HWY_ATTR {
    const auto g = load(d, dy + c, n);
    const auto v = hn::Mul(hn::Sub(load(d, x + c, n), mean), inverse);
    const auto scaled = scale ? hn::Mul(g, load(d, scale + c, n)) : g;
    store(hn::Mul(inverse, hn::NegMulAdd(v, product, hn::Sub(scaled, sum))), d, dx + c, n);
  });
}

template <bool kCentred>
HWY_INLINE void row_norm_grad(const KernelArgs& args) {
  const auto& p = args.params<LayerNormParams>();
  const NormChunks chunks(p);
  const float* scale = p.scaled ? args.input<float>(2) : nullptr;
  float* partials = reinterpret_cast<float*>(args.scratch);
  const size_t sums = chunks.sums();
  for_chunks(p.rows, chunks.rows, [&](size_t begin, size_t end) HWY_ATTR {
    float* partial = partials + begin / chunks.rows * sums;
    std::fill_n(partial, sums, 0.0f);
    for (size_t row = begin; row < end; ++row) {
      const size_t i = row * p.size;
      row_norm_grad_row<kCentred>(p, args.input<float>(0) + i, args.input<float>(1) + i, scale,
                                  args.output<float>(0) + i, p.scaled ? partial : nullptr,
                                  p.biased ? partial + p.scaled * p.size : nullptr);
    }
  });
  for_chunks(sums, 2048, [&](size_t begin, size_t end) {
    double* totals = thread_scratch_of<double>(end - begin);
    std::fill_n(totals, end - begin, 0.0);
    for (size_t chunk = 0; chunk < chunks.count; ++chunk) {
      const float* partial = partials + chunk * sums;
      for (size_t i = begin; i < end; ++i) totals[i - begin] += double{partial[i]};
    }
    for (size_t i = begin; i < end; ++i) {
      args.output<float>(1 + i / p.size)[i % p.size] = static_cast<float>(totals[i - begin]);
    }
  });
}

}  // namespace fovea::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // FOVEA_CPU_ROW_NORM_INL_H
