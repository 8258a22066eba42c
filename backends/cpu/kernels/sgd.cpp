#include "fovea/kernels/sgd.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backends/cpu/kernels/sgd.cpp"
#include <hwy/foreach_target.h>

#include "backends/cpu/simd/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fovea::cpu::HWY_NAMESPACE {

// Each output may be in the memory of the input that it replaces.
struct SgdTensors {
  const float *p, *g, *v;
  float *p_next, *v_next;
};

template <bool kVelocity>
HWY_INLINE void sgd_range(const SgdTensors& t, size_t begin, size_t end, const SgdParams& params,
                          float learning_rate) {
  const hn::ScalableTag<float> d;
  const auto rate = hn::Set(d, learning_rate), momentum = hn::Set(d, params.momentum),
             decay = hn::Set(d, params.weight_decay);
  for_vectors(d, begin, end, [&](size_t i, size_t n) HWY_ATTR {
    const auto p = load(d, t.p + i, n);
    auto step = hn::MulAdd(decay, p, load(d, t.g + i, n));
    if constexpr (kVelocity) {
      const auto v = hn::MulAdd(momentum, load(d, t.v + i, n), step);
      store(v, d, t.v_next + i, n);
      step = params.nesterov ? hn::MulAdd(momentum, v, step) : v;
    }
    store(hn::NegMulAdd(rate, step, p), d, t.p_next + i, n);
  });
}

void sgd(const KernelArgs& args) {
  const auto& params = args.params<SgdParams>();
  const bool velocity = params.has_velocity;
  const size_t scalars = velocity ? 3 : 2;
  const float rate = args.input<float>(scalars)[0];
  const bool finite = args.input<std::int32_t>(scalars + 1)[0];
  const SgdTensors t{args.input<float>(0), args.input<float>(1),
                     velocity ? args.input<float>(2) : nullptr, args.output<float>(0),
                     velocity ? args.output<float>(1) : nullptr};
  for_chunks(params.count, elementwise_chunk, [&](size_t begin, size_t end) HWY_ATTR {
    if (!finite) {
      keep(t.p, t.p_next, begin, end);
      if (velocity) keep(t.v, t.v_next, begin, end);
    } else if (velocity) {
      sgd_range<true>(t, begin, end, params, rate);
    } else {
      sgd_range<false>(t, begin, end, params, rate);
    }
  });
}

}  // namespace fovea::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea::cpu {

HWY_EXPORT(sgd);

void register_sgd(KernelTable& table) {
  table["sgd"] = {FOVEA_CPU_DISPATCH(sgd), [](const Step& step) {
                    Support support{.in_place = {{0, 0}}};
                    if (step.outputs.size() == 2) support.in_place.emplace_back(1, 2);
                    return support;
                  }};
}

}  // namespace fovea::cpu
#endif
