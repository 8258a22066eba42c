#include "fovea/kernels/unary.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backends/cpu/kernels/unary.cpp"
#include <hwy/foreach_target.h>
// These must come after foreach_target.h.
#include "backends/cpu/simd/elementwise-inl.h"
#include "backends/cpu/simd/math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fovea::cpu::HWY_NAMESPACE {

// x limited to low .. high by comparisons, which keep a NaN.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V between(D d, float low, float high, V x) {
  const V bottom = hn::Set(d, low), top = hn::Set(d, high);
  return hn::IfThenElse(hn::Lt(x, bottom), bottom, hn::IfThenElse(hn::Gt(x, top), top, x));
}

// With w = e^x, tanh(log(1 + w)) = n / (n + 2) for n = w (w + 2): 1 for x above 20.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V mish_power(D d, V x) {
  return exp(d, hn::IfThenElse(hn::Gt(x, hn::Set(d, 20.0f)), hn::Set(d, 20.0f), x));
}

// Near 0 the sum over n of (-1)^n x^(2n + 1) / (n! (2n + 1)), times 2 / sqrt(pi); beyond
// 1 - 2 tail.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V error_function(D d, V x) {
  constexpr float powers[] = {1.0f / 685440, -1.0f / 75600, 1.0f / 9360, -1.0f / 1320, 1.0f / 216,
                              -1.0f / 42,    1.0f / 10,     -1.0f / 3,   1.0f};
  const V one = hn::Set(d, 1.0f), size = hn::Abs(x), square = hn::Mul(x, x);
  V sum = hn::Set(d, powers[0]);
  for (int i = 1; i < 9; ++i) sum = hn::MulAdd(sum, square, hn::Set(d, powers[i]));
  const V near_0 = hn::Mul(hn::Mul(hn::Set(d, 1.12837917f), x), sum);
  const V tail = normal_cdf(d, hn::Mul(size, hn::Set(d, -1.41421356f)));
  const V beyond = hn::CopySign(hn::NegMulAdd(hn::Set(d, 2.0f), tail, one), x);
  return hn::IfThenElse(hn::Lt(size, hn::Set(d, 0.75f)), near_0, beyond);
}

void unary(const KernelArgs& args) {
  const auto& p = args.params<UnaryParams>();
  const float a = p.alpha, b = p.beta;
  switch (p.function) {
    case unary_absolute:
      return map(args, [](auto, auto x) HWY_ATTR { return hn::Abs(x); });
    case unary_negative:
      return map(args, [](auto, auto x) HWY_ATTR { return hn::Neg(x); });
    case unary_reciprocal:
      return map(args, [](auto d, auto x) HWY_ATTR { return hn::Div(hn::Set(d, 1.0f), x); });
    case unary_sqrt:
      return map(args, [](auto, auto x) HWY_ATTR { return hn::Sqrt(x); });
    case unary_exp:
      return map(args, [](auto d, auto x) HWY_ATTR { return exp(d, x); });
    case unary_log:
      return map(args, [](auto d, auto x) HWY_ATTR { return log(d, x); });
    case unary_hard_sigmoid:
      return map(args, [=](auto d, auto x) HWY_ATTR {
        return between(d, 0, 1, hn::MulAdd(hn::Set(d, a), x, hn::Set(d, b)));
      });
    case unary_hard_swish:
      return map(args, [](auto d, auto x) HWY_ATTR {
        const auto line = hn::MulAdd(hn::Set(d, 1.0f / 6), x, hn::Set(d, 0.5f));
        return hn::Mul(x, between(d, 0, 1, line));
      });
    case unary_selu:
      return map(args, [=](auto d, auto x) HWY_ATTR {
        const auto below = hn::Mul(hn::Set(d, a * b), hn::Expm1(d, x));
        return hn::IfThenElse(hn::Lt(x, hn::Zero(d)), below, hn::Mul(hn::Set(d, b), x));
      });
    case unary_celu:
      return map(args, [=](auto d, auto x) HWY_ATTR {
        const auto below = hn::Mul(hn::Set(d, a), hn::Expm1(d, hn::Div(x, hn::Set(d, a))));
        return hn::IfThenElse(hn::Lt(x, hn::Zero(d)), below, x);
      });
    case unary_softsign:
      return map(args, [](auto d, auto x)
                           HWY_ATTR { return hn::Div(x, hn::Add(hn::Set(d, 1.0f), hn::Abs(x))); });
    case unary_thresholded_relu:
      return map(args, [=](auto d, auto x)
                           HWY_ATTR { return hn::IfThenZeroElse(hn::Le(x, hn::Set(d, a)), x); });
    case unary_erf:
      return map(args, [](auto d, auto x) HWY_ATTR { return error_function(d, x); });
    default:  // mish
      return map(args, [](auto d, auto x) HWY_ATTR {
        const auto w = mish_power(d, x), two = hn::Set(d, 2.0f);
        const auto n = hn::Mul(w, hn::Add(w, two));
        return hn::Mul(x, hn::Div(n, hn::Add(n, two)));
      });
  }
}

void unary_grad(const KernelArgs& args) {
  const auto& p = args.params<UnaryParams>();
  const float a = p.alpha, b = p.beta;
  switch (p.function) {
    case unary_absolute:
      return map2(args, [](auto d, auto dy, auto x) HWY_ATTR {
        const auto zero = hn::Zero(d);
        return hn::IfThenElse(hn::Gt(x, zero), dy,
                              hn::IfThenElseZero(hn::Lt(x, zero), hn::Neg(dy)));
      });
    case unary_negative:
      return map2(args, [](auto, auto dy, auto) HWY_ATTR { return hn::Neg(dy); });
    case unary_reciprocal:
      return map2(
          args, [](auto, auto dy, auto x) HWY_ATTR { return hn::Neg(hn::Div(dy, hn::Mul(x, x))); });
    case unary_sqrt:
      return map2(args, [](auto d, auto dy, auto x) HWY_ATTR {
        return hn::Div(dy, hn::Mul(hn::Set(d, 2.0f), hn::Sqrt(x)));
      });
    case unary_exp:
      return map2(args, [](auto d, auto dy, auto x) HWY_ATTR { return hn::Mul(dy, exp(d, x)); });
    case unary_log:
      return map2(args, [](auto, auto dy, auto x) HWY_ATTR { return hn::Div(dy, x); });
    case unary_hard_sigmoid:
      return map2(args, [=](auto d, auto dy, auto x) HWY_ATTR {
        const auto line = hn::MulAdd(hn::Set(d, a), x, hn::Set(d, b));
        const auto inside = hn::And(hn::Gt(line, hn::Zero(d)), hn::Lt(line, hn::Set(d, 1.0f)));
        return hn::IfThenElseZero(inside, hn::Mul(hn::Set(d, a), dy));
      });
    case unary_hard_swish:
      return map2(args, [](auto d, auto dy, auto x) HWY_ATTR {
        const auto three = hn::Set(d, 3.0f);
        const auto slope = hn::MulAdd(hn::Set(d, 1.0f / 3), x, hn::Set(d, 0.5f));
        const auto inside = hn::IfThenElse(hn::Ge(x, three), dy, hn::Mul(dy, slope));
        return hn::IfThenZeroElse(hn::Le(x, hn::Neg(three)), inside);
      });
    case unary_selu:
      return map2(args, [=](auto d, auto dy, auto x) HWY_ATTR {
        const auto below = hn::Mul(hn::Set(d, a), exp(d, x));
        const auto slope = hn::IfThenElse(hn::Lt(x, hn::Zero(d)), below, hn::Set(d, 1.0f));
        return hn::Mul(hn::Mul(hn::Set(d, b), dy), slope);
      });
    case unary_celu:
      return map2(args, [=](auto d, auto dy, auto x) HWY_ATTR {
        const auto below = hn::Mul(dy, exp(d, hn::Div(x, hn::Set(d, a))));
        return hn::IfThenElse(hn::Lt(x, hn::Zero(d)), below, dy);
      });
    case unary_softsign:
      return map2(args, [](auto d, auto dy, auto x) HWY_ATTR {
        const auto base = hn::Add(hn::Set(d, 1.0f), hn::Abs(x));
        return hn::Div(dy, hn::Mul(base, base));
      });
    case unary_thresholded_relu:
      return map2(args, [=](auto d, auto dy, auto x)
                            HWY_ATTR { return hn::IfThenZeroElse(hn::Le(x, hn::Set(d, a)), dy); });
    case unary_erf:
      return map2(args, [](auto d, auto dy, auto x) HWY_ATTR {
        const auto slope = hn::Mul(hn::Set(d, 1.12837917f), exp(d, hn::Neg(hn::Mul(x, x))));
        return hn::Mul(dy, slope);
      });
    default:  // mish: n / (n + 2) + 4 x w (w + 1) / (n + 2)^2
      return map2(args, [](auto d, auto dy, auto x) HWY_ATTR {
        const auto w = mish_power(d, x), two = hn::Set(d, 2.0f);
        const auto n = hn::Mul(w, hn::Add(w, two)), base = hn::Add(n, two);
        const auto rise = hn::Div(hn::MulAdd(w, w, w), hn::Mul(base, base));
        const auto slope = hn::MulAdd(hn::Mul(hn::Set(d, 4.0f), x), rise, hn::Div(n, base));
        return hn::Mul(dy, slope);
      });
  }
}

}  // namespace fovea::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea::cpu {

HWY_EXPORT(unary);
HWY_EXPORT(unary_grad);

void register_unary(KernelTable& table) {
  table["unary"] = {FOVEA_CPU_DISPATCH(unary), in_place({{0, 0}})};
  table["unary_grad"] = {FOVEA_CPU_DISPATCH(unary_grad), in_place({{0, 0}, {0, 1}})};
}

}  // namespace fovea::cpu
#endif
