// If the innermost axis is kept, its rows are added up; else each of its rows is summed by itself.
#include "fovea/kernels/reduce.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backends/cpu/kernels/reduce.cpp"
#include <hwy/foreach_target.h>
// These must come after foreach_target.h.
#include "backends/cpu/simd/rows-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fovea::cpu::HWY_NAMESPACE {

// The kept or the reduced axes of x, without the innermost axis of x.
struct Outer {
  uint rank = 0;
  size_t size[8], stride[8], count = 1;

  Outer(const ReduceParams& p, bool reduced) {
    size_t at = 1;
    for (uint axis = p.rank; axis-- > 0; at *= p.size[axis]) {
      if ((axis % 2 == p.first_reduced) == reduced || axis == p.rank - 1) continue;
      size[rank] = p.size[axis];
      stride[rank++] = at;
      count *= p.size[axis];
    }
  }
  /// The place where element i of them begins.
  size_t operator[](size_t i) const {
    size_t offset = 0;
    for (uint k = 0; k < rank; ++k) {
      offset += i % size[k] * stride[k];
      i /= size[k];
    }
    return offset;
  }
};

struct Sum {
  static constexpr float start = 0;
  template <class D, class V>
  HWY_INLINE V operator()(D, V total, V x) const {
    return hn::Add(total, x);
  }
};

// A NaN wins: a number that is not equal to itself is taken, and nothing is larger than it.
struct Max {
  static constexpr float start = -std::numeric_limits<float>::infinity();
  template <class D, class V>
  HWY_INLINE V operator()(D, V total, V x) const {
    return hn::IfThenElse(hn::Or(hn::Gt(x, total), hn::Not(hn::Eq(x, x))), x, total);
  }
};

constexpr size_t block = 512;     // columns that are added up at a time
constexpr size_t rows_once = 64;  // rows or vectors that are added up before they join the total

// totals[0 .. n-1] = f(totals, x)
template <class F>
HWY_INLINE void add_row(const float* HWY_RESTRICT x, size_t n, float* HWY_RESTRICT totals,
                        const F& f) {
  const hn::ScalableTag<float> d;
  for_vectors(d, 0, n, [&](size_t j, size_t m) HWY_ATTR {
    store(f(d, load(d, totals + j, m), load(d, x + j, m)), d, totals + j, m);
  });
}

template <class F>
void add_rows(const ReduceParams& p, const float* x, float* y, const F& f) {
  const Outer rest(p, false), reduced(p, true);
  const size_t columns = p.size[p.rank - 1], blocks = (columns + block - 1) / block;
  const size_t work = reduced.count * std::min(columns, block);
  const auto body = [&](size_t begin, size_t end) HWY_ATTR {
    const hn::ScalableTag<float> d;
    float* totals = thread_scratch_of<float>(2 * block);
    float* part = totals + block;
    for (size_t unit = begin; unit < end; ++unit) {
      const size_t k = unit / blocks, c = unit % blocks * block;
      const size_t n = std::min(block, columns - c);
      std::fill_n(totals, n, F::start);
      for (size_t first = 0; first < reduced.count; first += rows_once) {
        std::fill_n(part, n, F::start);
        const size_t last = std::min(reduced.count, first + rows_once);
        for (size_t r = first; r < last; ++r) add_row(x + rest[k] + reduced[r] + c, n, part, f);
        add_row(part, n, totals, f);
      }
      for_vectors(d, 0, n, [&](size_t j, size_t m) HWY_ATTR {
        const auto total = hn::Mul(hn::Set(d, p.scale), load(d, totals + j, m));
        store(total, d, y + k * columns + c + j, m);
      });
    }
  };
  for_chunks(rest.count * blocks, std::max<size_t>(1, 32768 / work), body);
}

template <class F>
HWY_INLINE float row_total(const float* HWY_RESTRICT x, size_t n, const F& f) {
  const hn::ScalableTag<float> d;
  const hn::CappedTag<float, 1> one;
  const size_t once = rows_once * hn::Lanes(d);
  auto total = hn::Set(d, F::start);
  for (size_t first = 0; first < n; first += once) {
    auto part = hn::Set(d, F::start);
    for_vectors(d, first, std::min(n, first + once), [&](size_t j, size_t m) HWY_ATTR {
      part = f(d, part, load(d, x + j, m, F::start));
    });
    total = f(d, total, part);
  }
  HWY_ALIGN float lanes[hn::MaxLanes(hn::ScalableTag<float>())];
  hn::Store(total, d, lanes);
  auto all = hn::Set(one, lanes[0]);
  for (size_t j = 1; j < hn::Lanes(d); ++j) all = f(one, all, hn::Set(one, lanes[j]));
  return hn::GetLane(all);
}

template <class F>
void sum_rows(const ReduceParams& p, const float* x, float* y, const F& f) {
  const Outer rest(p, false), reduced(p, true);
  const size_t length = p.size[p.rank - 1];
  const auto body = [&](size_t begin, size_t end) HWY_ATTR {
    const hn::CappedTag<float, 1> one;
    for (size_t k = begin; k < end; ++k) {
      auto total = hn::Set(one, F::start);
      for (size_t r = 0; r < reduced.count; ++r) {
        total = f(one, total, hn::Set(one, row_total(x + rest[k] + reduced[r], length, f)));
      }
      y[k] = p.scale * hn::GetLane(total);
    }
  };
  for_chunks(rest.count, std::max<size_t>(1, 32768 / (reduced.count * length)), body);
}

template <class F>
void run(const KernelArgs& args, const F& f) {
  const auto& p = args.params<ReduceParams>();
  const bool keeps_last = (p.rank - 1) % 2 == p.first_reduced;
  (keeps_last ? add_rows<F> : sum_rows<F>)(p, args.input<float>(0), args.output<float>(0), f);
}

void reduce(const KernelArgs& args) {
  if (args.params<ReduceParams>().function == reduce_function_max) {
    run(args, Max());
  } else {
    run(args, Sum());
  }
}

}  // namespace fovea::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea::cpu {

HWY_EXPORT(reduce);

void register_reduce(KernelTable& table) { table["reduce"] = {FOVEA_CPU_DISPATCH(reduce)}; }

}  // namespace fovea::cpu
#endif
