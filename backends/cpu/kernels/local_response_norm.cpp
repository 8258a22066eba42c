// Works on one row of channels at a time. The terms go into a row with zeros around it, so a vector
// of sums needs `size` loads, each one float further on.
#include "fovea/kernels/local_response_norm.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backends/cpu/kernels/local_response_norm.cpp"
#include <hwy/foreach_target.h>
// These must come after foreach_target.h.
#include "backends/cpu/simd/rows-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fovea::cpu::HWY_NAMESPACE {

// Room for a row with `size` - 1 zeros around it, and for a vector that is loaded past its end.
HWY_INLINE size_t padded_row(const LocalResponseNormParams& p) {
  const hn::ScalableTag<float> d;
  return p.channels + p.size - 1 + hn::Lanes(d);
}

// Calls body(row, scratch) for each row; scratch is `rows` padded rows of zeros.
template <class Body>
HWY_INLINE void for_rows(const LocalResponseNormParams& p, size_t rows, const Body& body) {
  for_chunks(p.rows, rows_per_chunk(p.channels), [&](size_t begin, size_t end) HWY_ATTR {
    float* scratch = thread_scratch_of<float>(rows * padded_row(p));
    std::fill_n(scratch, rows * padded_row(p), 0.0f);
    for (size_t row = begin; row < end; ++row) body(row, scratch);
  });
}

// The sum of x[0 .. size-1], for a vector of x.
template <class D>
HWY_INLINE hn::Vec<D> window_sum(D d, const float* HWY_RESTRICT x, size_t size) {
  auto sum = hn::LoadU(d, x);
  for (size_t i = 1; i < size; ++i) sum = hn::Add(sum, hn::LoadU(d, x + i));
  return sum;
}

// padded[before + c] = x[c]^2
HWY_INLINE void square(const LocalResponseNormParams& p, const float* HWY_RESTRICT x,
                       float* HWY_RESTRICT padded) {
  const hn::ScalableTag<float> d;
  const size_t before = (p.size - 1) / 2;
  for_vectors(d, 0, p.channels, [&](size_t c, size_t n) HWY_ATTR {
    const auto v = load(d, x + c, n);
    store(hn::Mul(v, v), d, padded + before + c, n);
  });
}

template <class D>
HWY_INLINE hn::Vec<D> base(D d, const LocalResponseNormParams& p, const float* squares) {
  const auto factor = hn::Set(d, p.alpha / static_cast<float>(p.size));
  return hn::MulAdd(factor, window_sum(d, squares, p.size), hn::Set(d, p.k));
}

template <class D>
HWY_INLINE hn::Vec<D> power(D d, hn::Vec<D> x, float exponent) {
  return exp(d, hn::Mul(hn::Set(d, exponent), log(d, x)));
}

void local_response_norm(const KernelArgs& args) {
  const auto& p = args.params<LocalResponseNormParams>();
  for_rows(p, 1, [&](size_t row, float* squares) HWY_ATTR {
    const hn::ScalableTag<float> d;
    const float* x = args.input<float>(0) + row * p.channels;
    float* y = args.output<float>(0) + row * p.channels;
    square(p, x, squares);
    for_vectors(d, 0, p.channels, [&](size_t c, size_t n) HWY_ATTR {
      const auto scale = power(d, base(d, p, squares + c), -p.beta);
      store(hn::Mul(load(d, x + c, n), scale), d, y + c, n);
    });
  });
}

void local_response_norm_grad(const KernelArgs& args) {
  const auto& p = args.params<LocalResponseNormParams>();
  const size_t before = p.size / 2;
  for_rows(p, 3, [&](size_t row, float* squares) HWY_ATTR {
    const hn::ScalableTag<float> d;
    const float* dy = args.input<float>(0) + row * p.channels;
    const float* x = args.input<float>(1) + row * p.channels;
    float* dx = args.output<float>(0) + row * p.channels;
    float *shares = squares + padded_row(p), *scales = shares + padded_row(p);
    square(p, x, squares);
    for_vectors(d, 0, p.channels, [&](size_t c, size_t n) HWY_ATTR {
      const auto s = base(d, p, squares + c), scale = power(d, s, -p.beta);
      const auto product = hn::Mul(load(d, dy + c, n), load(d, x + c, n));
      store(scale, d, scales + c, n);
      store(hn::Mul(product, hn::Div(scale, s)), d, shares + before + c, n);
    });
    const auto factor = hn::Set(d, -2 * p.alpha * p.beta / static_cast<float>(p.size));
    for_vectors(d, 0, p.channels, [&](size_t c, size_t n) HWY_ATTR {
      const auto sum = hn::Mul(factor, window_sum(d, shares + c, p.size));
      const auto direct = hn::Mul(load(d, dy + c, n), load(d, scales + c, n));
      store(hn::MulAdd(load(d, x + c, n), sum, direct), d, dx + c, n);
    });
  });
}

}  // namespace fovea::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea::cpu {

HWY_EXPORT(local_response_norm);
HWY_EXPORT(local_response_norm_grad);

void register_local_response_norm(KernelTable& table) {
  table["local_response_norm"] = {FOVEA_CPU_DISPATCH(local_response_norm), in_place({{0, 0}})};
  table["local_response_norm_grad"] = {FOVEA_CPU_DISPATCH(local_response_norm_grad),
                                       in_place({{0, 0}, {0, 1}})};
}

}  // namespace fovea::cpu
#endif
