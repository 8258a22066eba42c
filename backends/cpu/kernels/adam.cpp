#include "fovea/kernels/adam.h"

#include <cmath>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backends/cpu/kernels/adam.cpp"
#include <hwy/foreach_target.h>

#include "backends/cpu/simd/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fovea::cpu::HWY_NAMESPACE {

// Each output may be in the memory of the input that it replaces.
struct AdamTensors {
  const float *p, *g, *m, *v;
  float *p_next, *m_next, *v_next;
};

// The numbers that are the same for every element.
struct AdamFactors {
  AdamFactors(const AdamParams& params, float learning_rate, std::int32_t updates)
      : beta1(params.beta1), beta2(params.beta2), epsilon(params.epsilon) {
    const double t = double{1} + updates;
    const double rate = learning_rate, decay = params.weight_decay;
    rate1 = static_cast<float>(rate / (1 - std::pow(double{params.beta1}, t)));
    root2 = static_cast<float>(1 / std::sqrt(1 - std::pow(double{params.beta2}, t)));
    shrink = params.decoupled ? static_cast<float>(1 - rate * decay) : 1;
    in_gradient = params.decoupled ? 0 : params.weight_decay;
  }
  float beta1, beta2, epsilon;
  float rate1, root2;         // learning_rate / (1 - beta1^t), 1 / sqrt(1 - beta2^t)
  float shrink, in_gradient;  // the two forms of weight decay
};

HWY_INLINE void adam_range(const AdamTensors& t, size_t begin, size_t end,
                           const AdamFactors& factors) {
  const hn::ScalableTag<float> d;
  const auto beta1 = hn::Set(d, factors.beta1), rest1 = hn::Set(d, 1 - factors.beta1);
  const auto beta2 = hn::Set(d, factors.beta2), rest2 = hn::Set(d, 1 - factors.beta2);
  for_vectors(d, begin, end, [&](size_t i, size_t n) HWY_ATTR {
    const auto old = load(d, t.p + i, n);
    const auto g = hn::MulAdd(hn::Set(d, factors.in_gradient), old, load(d, t.g + i, n));
    const auto m = hn::MulAdd(beta1, load(d, t.m + i, n), hn::Mul(rest1, g));
    const auto v = hn::MulAdd(beta2, load(d, t.v + i, n), hn::Mul(rest2, hn::Mul(g, g)));
    const auto root =
        hn::MulAdd(hn::Sqrt(v), hn::Set(d, factors.root2), hn::Set(d, factors.epsilon));
    const auto p = hn::Mul(old, hn::Set(d, factors.shrink));
    store(hn::NegMulAdd(hn::Set(d, factors.rate1), hn::Div(m, root), p), d, t.p_next + i, n);
    store(m, d, t.m_next + i, n);
    store(v, d, t.v_next + i, n);
  });
}

void adam(const KernelArgs& args) {
  const auto& params = args.params<AdamParams>();
  const AdamFactors factors(params, args.input<float>(4)[0], args.input<std::int32_t>(6)[0]);
  const bool finite = args.input<std::int32_t>(5)[0];
  const AdamTensors t{args.input<float>(0), args.input<float>(1),  args.input<float>(2),
                      args.input<float>(3), args.output<float>(0), args.output<float>(1),
                      args.output<float>(2)};
  for_chunks(params.count, elementwise_chunk, [&](size_t begin, size_t end) HWY_ATTR {
    if (finite) return adam_range(t, begin, end, factors);
    keep(t.p, t.p_next, begin, end);
    keep(t.m, t.m_next, begin, end);
    keep(t.v, t.v_next, begin, end);
  });
}

}  // namespace fovea::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea::cpu {

HWY_EXPORT(adam);

void register_adam(KernelTable& table) {
  table["adam"] = {FOVEA_CPU_DISPATCH(adam), in_place({{0, 0}, {1, 2}, {2, 3}})};
}

}  // namespace fovea::cpu
#endif
