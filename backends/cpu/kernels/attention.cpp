// A chunk has a block of queries of one head and goes through the keys block by block: it
// computes the products with a block's keys, their exponentials relative to the largest so far,
// then the weighted sum of its values. The sums so far are scaled down when a larger product
// comes. The products are those of gemm/, on keys and values that are packed for the block.
// Milakov and Gimelshein, "Online normalizer calculation for softmax", 2018; Dao et al.,
// "FlashAttention", 2022.
#include "fovea/kernels/attention.h"

#include <array>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backends/cpu/kernels/attention.cpp"
#include <hwy/foreach_target.h>
// These must come after foreach_target.h.
#include "backends/cpu/simd/attention-inl.h"
#include "backends/cpu/simd/rows-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fovea::cpu::HWY_NAMESPACE {

// One row of products becomes scores: scaled, masked.
HWY_INLINE void score_row(const AttentionParams& p, const float* mask, float* row, Index count) {
  const hn::ScalableTag<float> d;
  const size_t n = static_cast<size_t>(count);
  const auto scale = hn::Set(d, p.scale);
  for_vectors(d, 0, n, [&](size_t j, size_t m) HWY_ATTR {
    store(hn::Mul(load(d, row + j, m), scale), d, row + j, m);
  });
  if (!mask) return;
  if (p.mask_stride[3] != 1) {
    for (size_t j = 0; j < n; ++j) row[j] += mask[j * p.mask_stride[3]];
    return;
  }
  for_vectors(d, 0, n, [&](size_t j, size_t m) HWY_ATTR {
    store(hn::Add(load(d, row + j, m), load(d, mask + j, m)), d, row + j, m);
  });
}

// The state of the rows of a block so far.
struct SoftmaxState {
  std::array<float, attention_rows> maximum, sum;
};

// Row r of products becomes exponentials, and 0 after the first `reach`; y, the sum so far, is
// scaled down.
HWY_INLINE void soften_row(SoftmaxState& state, size_t r, float* row, Index reach, Index columns,
                           float* y, size_t value_size) {
  const hn::ScalableTag<float> d;
  const size_t n = static_cast<size_t>(reach);
  constexpr float lowest = -std::numeric_limits<float>::infinity();
  const float before = state.maximum[r], maximum = std::max(before, row_max(row, n));
  std::fill(row + reach, row + columns, 0.0f);
  if (maximum == lowest) {  // no key is read
    std::fill(row, row + reach, 0.0f);
    return;
  }
  const auto top = hn::Set(d, maximum);
  auto sums = hn::Zero(d);
  for_vectors(d, 0, n, [&](size_t j, size_t m) HWY_ATTR {
    const auto power = exp(d, hn::Sub(load(d, row + j, m, lowest), top));
    sums = hn::Add(sums, power);
    store(power, d, row + j, m);
  });
  const float sum = hn::GetLane(hn::SumOfLanes(d, sums));
  if (before == maximum) {
    state.sum[r] += sum;
    return;
  }
  const float shrink = hn::GetLane(exp(d, hn::Set(d, before - maximum)));
  state.maximum[r] = maximum;
  state.sum[r] = state.sum[r] * shrink + sum;
  const auto factor = hn::Set(d, shrink);
  for_vectors(d, 0, value_size, [&](size_t c, size_t m) HWY_ATTR {
    store(hn::Mul(load(d, y + c, m), factor), d, y + c, m);
  });
}

HWY_INLINE void finish_rows(const AttentionHead& head, Range queries, const SoftmaxState& state,
                            const float* sums, const KernelArgs& args) {
  const hn::ScalableTag<float> d;
  const size_t value_size = head.p.value_size;
  const HeadRows y = head.of_queries(args.output<float>(0), head.p.value_size);
  float* log_sum = args.output<float>(1) + head.row();
  for (Index t = queries.begin; t < queries.end; ++t) {
    const size_t r = static_cast<size_t>(t - queries.begin);
    float* to = const_cast<float*>(y[t]);
    const auto sum = hn::Set(d, state.sum[r] == 0 ? 1 : state.sum[r]);
    for_vectors(d, 0, value_size, [&](size_t c, size_t m) HWY_ATTR {
      store(hn::Div(load(d, sums + r * value_size + c, m), sum), d, to + c, m);
    });
    log_sum[t] = state.maximum[r] + log_of(state.sum[r]);
  }
}

void attention_block(const AttentionHead& head, Range queries, const KernelArgs& args) {
  const AttentionParams& p = head.p;
  const Index size = p.size, value_size = p.value_size, rows = queries.size();
  const HeadRows q = head.of_queries(args.input<float>(0), size);
  const HeadRows k = head.of_keys(args.input<float>(1), size);
  const HeadRows v = head.of_keys(args.input<float>(2), value_size);
  const Index keys_count = packed_count(size, attention_columns);
  const Index values_count = packed_count(attention_columns, value_size);
  ScratchParts scratch{keys_count, values_count, rows * attention_columns, rows * value_size};
  float *keys = scratch.take(keys_count), *values = scratch.take(values_count);
  float* scores = scratch.take(rows * attention_columns);
  float* sums = scratch.take(rows * value_size);
  std::fill_n(sums, rows * value_size, 0.0f);
  SoftmaxState state;
  state.maximum.fill(-std::numeric_limits<float>::infinity());
  state.sum.fill(0);
  std::array<const float*, attention_rows> q_rows, score_rows;
  for (Index r = 0; r < rows; ++r) {
    q_rows[static_cast<size_t>(r)] = q[queries.begin + r];
    score_rows[static_cast<size_t>(r)] = scores + r * attention_columns;
  }
  const size_t height = static_cast<size_t>(rows);
  const Index end = p.causal ? std::min<Index>(p.keys, queries.end) : p.keys;
  for (Index first = 0; first < end; first += attention_columns) {
    const Range columns{first, std::min(end, first + attention_columns)};
    pack_turned(k, columns, size, keys);
    pack_rows(v, columns, value_size, values);
    multiply_packed({q_rows.data(), height}, size, keys, columns.size(), scores, attention_columns,
                    Accumulation::fresh);
    for (Index r = 0; r < rows; ++r) {
      const Index t = queries.begin + r, reach = head.reach(t, columns);
      float* row = scores + r * attention_columns;
      const float* mask = p.masked ? head.mask(args.input<float>(3), t) : nullptr;
      score_row(p, mask ? mask + columns.begin * p.mask_stride[3] : nullptr, row, reach);
      soften_row(state, static_cast<size_t>(r), row, reach, columns.size(), sums + r * value_size,
                 static_cast<size_t>(value_size));
    }
    multiply_packed({score_rows.data(), height}, columns.size(), values, value_size, sums,
                    value_size, Accumulation::added);
  }
  finish_rows(head, queries, state, sums, args);
}

void attention(const KernelArgs& args) {
  const auto& p = args.params<AttentionParams>();
  const Index parts = divide_up(p.queries, attention_rows);
  parallel_for(static_cast<int>(Index{p.batch} * p.heads * parts), [&](int chunk) HWY_ATTR {
    const Index head = chunk / parts;
    attention_block(AttentionHead(p, head / p.heads, head % p.heads),
                    part_of(p.queries, parts, chunk % parts), args);
  });
}

}  // namespace fovea::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea::cpu {

HWY_EXPORT(attention);

void register_attention(KernelTable& table) {
  table["attention"] = {FOVEA_CPU_DISPATCH(attention)};
}

}  // namespace fovea::cpu
#endif
