// exp and log for all floats, and the functions that activations make from them: Highway's exp and
// log are accurate inside their ranges (1 and 4 ulp), but turn NaN and numbers outside into
// ordinary numbers. Included once per Highway target.
#if defined(FOVEA_CPU_MATH_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef FOVEA_CPU_MATH_INL_H
#undef FOVEA_CPU_MATH_INL_H
#else
#define FOVEA_CPU_MATH_INL_H
#endif

#include <hwy/contrib/math/math-inl.h>

#include <limits>

#include "backends/cpu/simd/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fovea::cpu::HWY_NAMESPACE {

/// e^x for any x: 0 at -infinity, infinity above 88.7, NaN for NaN.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V exp(D d, V x) {
  const V bounded = hn::Min(hn::Max(x, hn::Set(d, -105.0f)), hn::Set(d, 104.0f));
  return hn::IfThenElse(hn::Eq(x, x), hn::Exp(d, bounded), x);
}

/// The natural logarithm for any x: -infinity at 0, NaN below 0, infinity at infinity.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V log(D d, V x) {
  const V infinity = hn::Set(d, std::numeric_limits<float>::infinity());
  const V zero = hn::Zero(d);
  V y = hn::IfThenElse(hn::Lt(x, infinity), hn::Log(d, x), x);
  y = hn::IfThenElse(hn::Eq(x, zero), hn::Neg(infinity), y);
  return hn::IfThenElse(hn::Lt(x, zero), hn::Set(d, std::numeric_limits<float>::quiet_NaN()), y);
}

/// 1 / (1 + e^-x).
template <class D, class V = hn::Vec<D>>
HWY_INLINE V sigmoid_of(D d, V x) {
  const V one = hn::Set(d, 1.0f);
  return hn::Div(one, hn::Add(one, exp(d, hn::Neg(x))));
}

/// The share of the standard normal distribution below x, erfc(-x / sqrt 2) / 2, with a small
/// relative error also in its left tail. With z = |x| / sqrt 2 and t = 1 / (1 + z / 2),
/// erfc(z) = t * exp(-z^2) * Q(t) (the form of Shepherd and Laframboise, "Chebyshev Approximation
/// of (1 + 2x) exp(x^2) erfc x in 0 <= x < infinity", Mathematics of Computation 36, 1981). Q is
/// Chebyshev's interpolation of degree 10 on 0 <= z <= 10.5, where its relative error is 5e-9,
/// written in powers of u = (t - 0.58) / 0.42. For larger z the exponential is 0. `gauss` is
/// exp(-x^2 / 2).
template <class D, class V = hn::Vec<D>>
HWY_INLINE V normal_cdf(D d, V x, V gauss) {
  constexpr float powers[] = {5.7193110e-6f, 6.5298451e-6f,  -7.0987487e-5f, 9.8526542e-6f,
                              6.2505826e-4f, -6.7490843e-4f, -6.3273178e-3f, 6.3084354e-3f,
                              0.10352099f,   0.32718791f,    0.56940872f};
  const V one = hn::Set(d, 1.0f), half = hn::Set(d, 0.5f);
  const V t = hn::Div(one, hn::MulAdd(hn::Abs(x), hn::Set(d, 0.35355339f), one));
  const V u = hn::MulAdd(t, hn::Set(d, 1 / 0.42f), hn::Set(d, -0.58f / 0.42f));
  V q = hn::Set(d, powers[0]);
  for (int i = 1; i < 11; ++i) q = hn::MulAdd(q, u, hn::Set(d, powers[i]));
  const V tail = hn::Mul(hn::Mul(half, t), hn::Mul(gauss, q));
  return hn::IfThenElse(hn::Lt(x, hn::Zero(d)), tail, hn::Sub(one, tail));
}

/// exp(-x^2 / 2).
template <class D, class V = hn::Vec<D>>
HWY_INLINE V gauss_of(D d, V x) {
  return exp(d, hn::Mul(hn::Mul(x, x), hn::Set(d, -0.5f)));
}
template <class D, class V = hn::Vec<D>>
HWY_INLINE V normal_cdf(D d, V x) {
  return normal_cdf(d, x, gauss_of(d, x));
}

}  // namespace fovea::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // FOVEA_CPU_MATH_INL_H
