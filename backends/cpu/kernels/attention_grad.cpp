// The probabilities are computed anew from log_sum, block by block. A chunk has a block of queries
// of one head to itself and sums dq over the keys, or it has a block of keys and sums dk and dv over
// the queries of all heads that read them, in order. So each result is summed by one chunk, at the
// price of computing the probabilities twice.
#include <algorithm>
#include <array>

#include "fovea/kernels/attention.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backends/cpu/kernels/attention_grad.cpp"
#include <hwy/foreach_target.h>
// Behind foreach_target.h.
#include "backends/cpu/simd/attention.h"
#include "backends/cpu/simd/rows-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fovea::cpu::HWY_NAMESPACE {

// The tensors of a step for one head.
struct GradientOperands {
  HeadRows dy, q, k, v, y;
  const float *log_sum, *mask, *whole;  // whole[t] = sum over c dy[t, c] y[t, c]

  GradientOperands(const AttentionHead& head, const KernelArgs& args)
      : dy(head.of_queries(args.input<float>(0), head.p.value_size)),
        q(head.of_queries(args.input<float>(1), head.p.size)),
        k(head.of_keys(args.input<float>(2), head.p.size)),
        v(head.of_keys(args.input<float>(3), head.p.value_size)),
        y(head.of_queries(args.input<float>(4), head.p.value_size)),
        log_sum(args.input<float>(5) + head.row()),
        mask(head.p.masked ? args.input<float>(6) : nullptr),
        whole(reinterpret_cast<const float*>(args.scratch) + head.row()) {}
};

// Rows r of a tile, for multiply_packed.
struct RowPointers {
  std::array<const float*, attention_rows> rows;
  size_t count;

  template <class At>
  RowPointers(Index size, const At& at) : count(static_cast<size_t>(size)) {
    for (Index r = 0; r < size; ++r) rows[static_cast<size_t>(r)] = at(r);
  }
  std::span<const float* const> span() const { return {rows.data(), count}; }
};

// From products and their gradients, n of a row, to probabilities and what goes to q k^T:
//   s = e^(scale s + mask - log_sum), ds = s (ds - whole) scale
// log_sum and whole are one number for the row, or (kTurned) one a column.
template <bool kTurned>
HWY_INLINE void softmax_gradient(float scale, const float* mask, size_t mask_step,
                                 const float* log_sum, const float* whole, float* s, float* ds,
                                 size_t n) {
  const hn::ScalableTag<float> d;
  constexpr float lowest = -std::numeric_limits<float>::infinity();
  if (mask) {
    for (size_t j = 0; j < n; ++j) {
      s[j] = s[j] * scale + mask[j * mask_step];
    }
  }
  const auto factor = hn::Set(d, mask ? 1 : scale), last = hn::Set(d, scale);
  const auto none = hn::Set(d, lowest);
  for_vectors(d, 0, n, [&](size_t j, size_t m) HWY_ATTR {
    const auto log_sums = kTurned ? load(d, log_sum + j, m) : hn::Set(d, *log_sum);
    const auto wholes = kTurned ? load(d, whole + j, m) : hn::Set(d, *whole);
    const auto score = hn::Mul(load(d, s + j, m), factor);
    const auto power = exp(d, hn::Sub(score, log_sums));
    // Of a row that reads nothing, log_sum is -infinity too.
    const auto probability = hn::IfThenElse(hn::Eq(score, none), hn::Zero(d), power);
    const auto change = hn::Sub(load(d, ds + j, m), wholes);
    store(probability, d, s + j, m);
    store(hn::Mul(hn::Mul(probability, change), last), d, ds + j, m);
  });
}

// whole[t] of a block of queries.
void sum_products(const AttentionHead& head, Range queries, const KernelArgs& args) {
  const hn::ScalableTag<float> d;
  const GradientOperands operands(head, args);
  float* whole = const_cast<float*>(operands.whole);
  for (Index t = queries.begin; t < queries.end; ++t) {
    const float *dy = operands.dy[t], *y = operands.y[t];
    auto sum = hn::Zero(d);
    for_vectors(d, 0, head.p.value_size, [&](size_t c, size_t m) HWY_ATTR {
      sum = hn::MulAdd(load(d, dy + c, m), load(d, y + c, m), sum);
    });
    whole[t] = hn::GetLane(hn::SumOfLanes(d, sum));
  }
}

// dq of a block of queries.
void query_gradient(const AttentionHead& head, Range queries, const KernelArgs& args) {
  const AttentionParams& p = head.p;
  const GradientOperands operands(head, args);
  const Index size = p.size, value_size = p.value_size, rows = queries.size();
  const Index turned_count = packed_count(std::max(size, value_size), attention_columns);
  const Index keys_count = packed_count(attention_columns, size);
  const Index tile = rows * attention_columns;
  ScratchParts scratch{turned_count, keys_count, tile, tile};
  float *turned = scratch.take(turned_count), *keys = scratch.take(keys_count);
  float *s = scratch.take(tile), *ds = scratch.take(tile);
  const RowPointers q(rows, [&](Index r) { return operands.q[queries.begin + r]; });
  const RowPointers dy(rows, [&](Index r) { return operands.dy[queries.begin + r]; });
  const RowPointers ds_rows(rows, [&](Index r) { return ds + r * attention_columns; });
  const HeadRows dq = head.of_queries(args.output<float>(0), size);
  float* results = const_cast<float*>(dq[queries.begin]);
  const Index end = p.causal ? std::min<Index>(p.keys, queries.end) : p.keys;
  for (Index first = 0; first < end; first += attention_columns) {
    const Range columns{first, std::min(end, first + attention_columns)};
    pack_turned(operands.k, columns, size, turned);
    multiply_packed(q.span(), size, turned, columns.size(), s, attention_columns, Sum::fresh);
    pack_turned(operands.v, columns, value_size, turned);
    multiply_packed(dy.span(), value_size, turned, columns.size(), ds, attention_columns,
                    Sum::fresh);
    for (Index r = 0; r < rows; ++r) {
      const Index t = queries.begin + r, reach = head.reach(t, columns);
      const float* mask =
          operands.mask ? head.mask(operands.mask, t) + columns.begin * p.mask_stride[3] : nullptr;
      float* ds_row = ds + r * attention_columns;
      softmax_gradient<false>(p.scale, mask, p.mask_stride[3], operands.log_sum + t,
                              operands.whole + t, s + r * attention_columns, ds_row,
                              static_cast<size_t>(reach));
      std::fill(ds_row + reach, ds_row + columns.size(), 0.0f);
    }
    pack_rows(operands.k, columns, size, keys);
    multiply_packed(ds_rows.span(), columns.size(), keys, size, results, dq.stride,
                    first == 0 ? Sum::fresh : Sum::added);
  }
}

// Adds to dk and dv of a block of keys what the queries of one head give.
class KeyGradient {
 public:
  KeyGradient(const AttentionParams& p, Range keys)
      : p_(p),
        keys_(keys),
        turned_count_(packed_count(std::max(p.size, p.value_size), attention_columns)),
        queries_count_(packed_count(attention_columns, std::max(p.size, p.value_size))),
        scratch_{turned_count_, queries_count_, tile(), tile()},
        turned_(scratch_.take(turned_count_)),
        queries_(scratch_.take(queries_count_)),
        s_(scratch_.take(tile())),
        ds_(scratch_.take(tile())) {}

  void run(const AttentionHead& head, const KernelArgs& args, bool is_first) {
    const GradientOperands operands(head, args);
    const Index size = p_.size, value_size = p_.value_size, rows = keys_.size();
    const RowPointers k(rows, [&](Index r) { return operands.k[keys_.begin + r]; });
    const RowPointers v(rows, [&](Index r) { return operands.v[keys_.begin + r]; });
    const RowPointers s_rows(rows, [&](Index r) { return s_ + r * attention_columns; });
    const RowPointers ds_rows(rows, [&](Index r) { return ds_ + r * attention_columns; });
    const HeadRows dk = head.of_keys(args.output<float>(1), size);
    const HeadRows dv = head.of_keys(args.output<float>(2), value_size);
    // Of a causal layer only queries from the first key on read these.
    const Index begin = p_.causal ? std::min<Index>(keys_.begin, p_.queries) : 0;
    Sum sum = is_first ? Sum::fresh : Sum::added;
    if (begin == p_.queries && is_first) {
      for (Index j = keys_.begin; j < keys_.end; ++j) {
        std::fill_n(const_cast<float*>(dk[j]), size, 0.0f);
        std::fill_n(const_cast<float*>(dv[j]), value_size, 0.0f);
      }
    }
    for (Index first = begin; first < p_.queries; first += attention_columns) {
      const Range block{first, std::min<Index>(p_.queries, first + attention_columns)};
      pack_turned(operands.q, block, size, turned_);
      multiply_packed(k.span(), size, turned_, block.size(), s_, attention_columns, Sum::fresh);
      pack_turned(operands.dy, block, value_size, turned_);
      multiply_packed(v.span(), value_size, turned_, block.size(), ds_, attention_columns,
                      Sum::fresh);
      for (Index r = 0; r < rows; ++r) weigh(head, operands, r, block);
      pack_rows(operands.dy, block, value_size, queries_);
      multiply_packed(s_rows.span(), block.size(), queries_, value_size,
                      const_cast<float*>(dv[keys_.begin]), dv.stride, sum);
      pack_rows(operands.q, block, size, queries_);
      multiply_packed(ds_rows.span(), block.size(), queries_, size,
                      const_cast<float*>(dk[keys_.begin]), dk.stride, sum);
      sum = Sum::added;
    }
  }

 private:
  Index tile() const { return keys_.size() * attention_columns; }

  // Key r of the block against these queries.
  void weigh(const AttentionHead& head, const GradientOperands& operands, Index r, Range block) {
    const Index j = keys_.begin + r;
    // Queries before the key do not read it.
    const Index skip = p_.causal ? std::clamp<Index>(j - block.begin, 0, block.size()) : 0;
    float *s = s_ + r * attention_columns, *ds = ds_ + r * attention_columns;
    std::fill_n(s, skip, 0.0f);
    std::fill_n(ds, skip, 0.0f);
    const Index t = block.begin + skip;
    const float* mask =
        operands.mask ? head.mask(operands.mask, t) + j * p_.mask_stride[3] : nullptr;
    softmax_gradient<true>(p_.scale, mask, p_.mask_stride[2], operands.log_sum + t,
                           operands.whole + t, s + skip, ds + skip,
                           static_cast<size_t>(block.size() - skip));
  }

  const AttentionParams& p_;
  Range keys_;
  Index turned_count_, queries_count_;
  ScratchParts scratch_;
  float *turned_, *queries_, *s_, *ds_;
};

void attention_grad(const KernelArgs& args) {
  const auto& p = args.params<AttentionParams>();
  const Index parts = divide_up(p.queries, attention_rows);
  const Index key_parts = divide_up(p.keys, attention_rows);
  const Index query_chunks = Index{p.batch} * p.heads * parts;
  const Index key_chunks = Index{p.batch} * p.key_value_heads * key_parts;
  const auto queries_of = [&](Index chunk, const auto& run) HWY_ATTR {
    const Index head = chunk / parts;
    run(AttentionHead(p, head / p.heads, head % p.heads), part_of(p.queries, parts, chunk % parts),
        args);
  };
  parallel_for(static_cast<int>(query_chunks),
               [&](int chunk) HWY_ATTR { queries_of(chunk, sum_products); });
  parallel_for(static_cast<int>(query_chunks + key_chunks), [&](int chunk) HWY_ATTR {
    if (chunk < query_chunks) return queries_of(chunk, query_gradient);
    const Index number = chunk - query_chunks, group = number / key_parts;
    const Index n = group / p.key_value_heads, each = p.heads / p.key_value_heads;
    KeyGradient gradient(p, part_of(p.keys, key_parts, number % key_parts));
    for (Index i = 0; i < each; ++i) {
      gradient.run(AttentionHead(p, n, group % p.key_value_heads * each + i), args, i == 0);
    }
  });
}

}  // namespace fovea::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea::cpu {

HWY_EXPORT(attention_grad);

void register_attention_grad(KernelTable& table) {
  table["attention_grad"] = {
      FOVEA_CPU_DISPATCH(attention_grad), [](const Step& step) {
        return Support{.scratch_bytes = row_scratch(step.params.as<AttentionParams>())};
      }};
}

}  // namespace fovea::cpu
#endif
