#include "fovea/kernels/binary.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backends/cpu/kernels/binary.cpp"
#include <hwy/foreach_target.h>
// These must come after foreach_target.h.
#include "backends/cpu/simd/math-inl.h"
#include "backends/cpu/simd/strided_runs.h"

HWY_BEFORE_NAMESPACE();
namespace fovea::cpu::HWY_NAMESPACE {

// a^b by the logarithm; only squares are exact products.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V power(D d, V a, V b) {
  const V one = hn::Set(d, 1.0f), magnitude_of_a = hn::Abs(a);
  V y = exp(d, hn::Mul(b, log(d, magnitude_of_a)));
  y = hn::IfThenElse(hn::Eq(magnitude_of_a, one), one, y);
  const V half = hn::Mul(b, hn::Set(d, 0.5f));
  const auto whole = hn::Eq(b, hn::Round(b)), even = hn::Eq(half, hn::Round(half));
  const V below = hn::IfThenElse(hn::AndNot(even, whole), hn::Neg(y), y);
  const V broken = hn::Set(d, std::numeric_limits<float>::quiet_NaN());
  y = hn::IfThenElse(hn::Lt(a, hn::Zero(d)), hn::IfThenElse(whole, below, broken), y);
  y = hn::IfThenElse(hn::Eq(b, hn::Set(d, 2.0f)), hn::Mul(a, a), y);
  return hn::IfThenElse(hn::Eq(b, hn::Zero(d)), one, y);
}

// y = f(d, x...) for inputs that are broadcast; `first` is the number of the input a.
template <size_t kInputs, class F>
HWY_INLINE void run(const KernelArgs& args, const F& f) {
  const auto& p = args.params<BinaryParams>();
  constexpr size_t first = kInputs - 2;
  const float *a = args.input<float>(first), *b = args.input<float>(first + 1);
  const float* dy = args.input<float>(0);
  float* y = args.output<float>(0);
  const bool a_moves = p.a_stride[p.rank - 1] != 0, b_moves = p.b_stride[p.rank - 1] != 0;
  for_chunks(work_size(p).x, elementwise_chunk, [&](size_t begin, size_t end) HWY_ATTR {
    const auto run = [&](size_t i, size_t n, const std::array<size_t, 2>& at) HWY_ATTR {
      const hn::ScalableTag<float> d;
      const float *from_a = a + at[0], *from_b = b + at[1];
      const auto one_a = hn::Set(d, *from_a), one_b = hn::Set(d, *from_b);
      for_vectors(d, 0, n, [&](size_t j, size_t m) HWY_ATTR {
        const auto va = a_moves ? load(d, from_a + j, m) : one_a;
        const auto vb = b_moves ? load(d, from_b + j, m) : one_b;
        if constexpr (kInputs == 2) {
          store(f(d, va, vb), d, y + i + j, m);
        } else {
          store(f(d, load(d, dy + i + j, m), va, vb), d, y + i + j, m);
        }
      });
    };
    for_runs<2>(p.rank, p.size, {p.a_stride, p.b_stride}, begin, end, run);
  });
}

void binary(const KernelArgs& args) {
  switch (args.params<BinaryParams>().function) {
    case binary_add:
      return run<2>(args, [](auto, auto a, auto b) HWY_ATTR { return hn::Add(a, b); });
    case binary_subtract:
      return run<2>(args, [](auto, auto a, auto b) HWY_ATTR { return hn::Sub(a, b); });
    case binary_multiply:
      return run<2>(args, [](auto, auto a, auto b) HWY_ATTR { return hn::Mul(a, b); });
    case binary_divide:
      return run<2>(args, [](auto, auto a, auto b) HWY_ATTR { return hn::Div(a, b); });
    case binary_equal:
      return run<2>(args, [](auto d, auto a, auto b) HWY_ATTR {
        return hn::IfThenElseZero(hn::Eq(a, b), hn::Set(d, 1.0f));
      });
    case binary_power:
      return run<2>(args, [](auto d, auto a, auto b) HWY_ATTR { return power(d, a, b); });
    case binary_minimum:
      return run<2>(args, [](auto, auto a, auto b) HWY_ATTR {
        const auto other = hn::IfThenElse(hn::Ge(a, b), b, hn::Add(a, b));
        return hn::IfThenElse(hn::Lt(a, b), a, other);
      });
    case binary_maximum:
      return run<2>(args, [](auto, auto a, auto b) HWY_ATTR {
        const auto other = hn::IfThenElse(hn::Le(a, b), b, hn::Add(a, b));
        return hn::IfThenElse(hn::Gt(a, b), a, other);
      });
    case binary_less:
      return run<2>(args, [](auto d, auto a, auto b) HWY_ATTR {
        return hn::IfThenElseZero(hn::Lt(a, b), hn::Set(d, 1.0f));
      });
    case binary_less_or_equal:
      return run<2>(args, [](auto d, auto a, auto b) HWY_ATTR {
        return hn::IfThenElseZero(hn::Le(a, b), hn::Set(d, 1.0f));
      });
    default:  // prelu
      return run<2>(args, [](auto d, auto x, auto slope) HWY_ATTR {
        return hn::IfThenElse(hn::Lt(x, hn::Zero(d)), hn::Mul(slope, x), x);
      });
  }
}

// dy where a wins, half of it where a and b are equal.
template <class D, class V, class Mask>
HWY_INLINE V share(D d, V dy, Mask wins, Mask ties) {
  const V half = hn::IfThenElseZero(ties, hn::Mul(dy, hn::Set(d, 0.5f)));
  return hn::IfThenElse(wins, dy, half);
}

void binary_grad(const KernelArgs& args) {
  const auto& p = args.params<BinaryParams>();
  const bool in_a = p.side == 0;
  switch (p.function) {
    case binary_power:
      if (in_a) {
        return run<3>(args, [](auto d, auto dy, auto a, auto b) HWY_ATTR {
          const auto slope = hn::Mul(b, power(d, a, hn::Sub(b, hn::Set(d, 1.0f))));
          return hn::IfThenZeroElse(hn::Eq(b, hn::Zero(d)), hn::Mul(dy, slope));
        });
      }
      return run<3>(args, [](auto d, auto dy, auto a, auto b) HWY_ATTR {
        const auto slope = hn::Mul(power(d, a, b), log(d, a));
        return hn::IfThenZeroElse(hn::Eq(a, hn::Zero(d)), hn::Mul(dy, slope));
      });
    case binary_minimum:
      return run<3>(args, [=](auto d, auto dy, auto a, auto b) HWY_ATTR {
        return share(d, dy, in_a ? hn::Lt(a, b) : hn::Lt(b, a), hn::Eq(a, b));
      });
    case binary_maximum:
      return run<3>(args, [=](auto d, auto dy, auto a, auto b) HWY_ATTR {
        return share(d, dy, in_a ? hn::Gt(a, b) : hn::Gt(b, a), hn::Eq(a, b));
      });
    default:  // prelu
      return run<3>(args, [=](auto d, auto dy, auto x, auto slope) HWY_ATTR {
        const auto below = hn::Lt(x, hn::Zero(d));
        return in_a ? hn::IfThenElse(below, hn::Mul(dy, slope), dy)
                    : hn::IfThenElseZero(below, hn::Mul(dy, x));
      });
  }
}

}  // namespace fovea::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea::cpu {

HWY_EXPORT(binary);
HWY_EXPORT(binary_grad);

// An input of y's size is not broadcast, so each of its elements is used only for its own place.
void register_binary(KernelTable& table) {
  table["binary"] = {FOVEA_CPU_DISPATCH(binary), in_place({{0, 0}, {0, 1}})};
  table["binary_grad"] = {FOVEA_CPU_DISPATCH(binary_grad), in_place({{0, 0}, {0, 1}, {0, 2}})};
}

}  // namespace fovea::cpu
#endif
