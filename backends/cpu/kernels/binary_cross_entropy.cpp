#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backends/cpu/kernels/binary_cross_entropy.cpp"
#include <hwy/foreach_target.h>
// These must come after foreach_target.h.
#include "backends/cpu/simd/example_loss-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fovea::cpu::HWY_NAMESPACE {

// The larger of log x and -100; a NaN stays a NaN.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V bounded(D d, V log_x) {
  const V least = hn::Set(d, -100.0f);
  return hn::IfThenElse(hn::Lt(log_x, least), least, log_x);
}

// log(1 - x), accurate for small x too.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V log_of_rest(D d, V x) {
  const V near_zero = hn::Log1p(d, hn::Neg(x));
  return hn::IfThenElse(hn::Lt(x, hn::Set(d, 0.5f)), near_zero,
                        log(d, hn::Sub(hn::Set(d, 1.0f), x)));
}

void binary_cross_entropy(const KernelArgs& args) {
  if (args.params<ExampleLossParams>().from_logits) {
    return example_loss(args, [](auto d, auto x, auto t) HWY_ATTR {
      const auto tail = hn::Log1p(d, exp(d, hn::Neg(hn::Abs(x))));
      return hn::Add(hn::NegMulAdd(x, t, hn::Max(x, hn::Zero(d))), tail);
    });
  }
  example_loss(args, [](auto d, auto x, auto t) HWY_ATTR {
    const auto yes = hn::Mul(t, bounded(d, log(d, x)));
    const auto no = hn::Mul(hn::Sub(hn::Set(d, 1.0f), t), bounded(d, log_of_rest(d, x)));
    return hn::Neg(hn::Add(yes, no));
  });
}

void binary_cross_entropy_grad(const KernelArgs& args) {
  if (args.params<ExampleLossParams>().from_logits) {
    return example_loss_grad(
        args, [](auto d, auto x, auto t) HWY_ATTR { return hn::Sub(sigmoid_of(d, x), t); });
  }
  example_loss_grad(args, [](auto d, auto x, auto t) HWY_ATTR {
    const auto product = hn::Mul(x, hn::Sub(hn::Set(d, 1.0f), x));
    return hn::Div(hn::Sub(x, t), hn::Max(product, hn::Set(d, 1e-12f)));
  });
}

}  // namespace fovea::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea::cpu {

HWY_EXPORT(binary_cross_entropy);
HWY_EXPORT(binary_cross_entropy_grad);

void register_binary_cross_entropy(KernelTable& table) {
  table["binary_cross_entropy"] = {FOVEA_CPU_DISPATCH(binary_cross_entropy)};
  table["binary_cross_entropy_grad"] = {FOVEA_CPU_DISPATCH(binary_cross_entropy_grad),
                                        in_place({{0, 0}, {0, 1}})};
}

}  // namespace fovea::cpu
#endif
