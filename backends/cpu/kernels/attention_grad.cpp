// The probabilities are computed again from log_sum, for a block of keys and a block of queries at
// a time. A chunk has keys of one head and goes block by block through the queries of all heads
// that read them, in order: it sums dk, dv and dq in place. If there are too few heads to keep many
// threads busy, several chunks share the keys of a head. Then each sums dq into a copy of its own,
// and the copies are added in order.
#include <algorithm>
#include <array>

#include "backends/cpu/gemm/matrix.h"
#include "fovea/kernels/attention.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backends/cpu/kernels/attention_grad.cpp"
#include <hwy/foreach_target.h>
// These must come after foreach_target.h.
#include "backends/cpu/simd/attention-inl.h"
#include "backends/cpu/simd/rows-inl.h"

#ifndef FOVEA_CPU_ATTENTION_GRAD_PARTS
#define FOVEA_CPU_ATTENTION_GRAD_PARTS
namespace fovea::cpu {

// The copies of dq: one per chunk of those that share the keys of a head.
inline PartSums query_sums(const AttentionParams& p) {
  constexpr Index enough = 16;
  const Index heads = std::max<Index>(1, Index{p.batch} * p.key_value_heads);
  return {std::clamp<Index>(enough / heads, 1, divide_up(p.keys, attention_rows)),
          Index{p.batch} * p.queries * p.heads * p.size};
}

}  // namespace fovea::cpu
#endif

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

// Pointers to rows r of a tile, for multiply_packed.
struct RowPointers {
  std::array<const float*, attention_rows> rows;
  size_t count;

  template <class At>
  RowPointers(Index size, const At& at) : count(static_cast<size_t>(size)) {
    for (Index r = 0; r < size; ++r) rows[static_cast<size_t>(r)] = at(r);
  }
  std::span<const float* const> span() const { return {rows.data(), count}; }
};

// For one key: turns its products with n queries into probabilities, and the gradients of those
// into the gradients of q k^T:
//   s = e^(scale s + mask - log_sum), ds = s (ds - whole) scale
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
    const auto score = hn::Mul(load(d, s + j, m), factor);
    const auto power = exp(d, hn::Sub(score, load(d, log_sum + j, m)));
    // For a row that reads no key, log_sum is -infinity too.
    const auto probability = hn::IfThenElse(hn::Eq(score, none), hn::Zero(d), power);
    const auto change = hn::Sub(load(d, ds + j, m), load(d, whole + j, m));
    store(probability, d, s + j, m);
    store(hn::Mul(hn::Mul(probability, change), last), d, ds + j, m);
  });
}

// whole[t] for a block of queries.
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

// A block of keys: adds to dq, dk and dv what the queries of a head give for it.
class KeyBlock {
 public:
  KeyBlock(const AttentionParams& p, Range keys, float* dq_sums)
      : p_(p),
        keys_(keys),
        dq_sums_(dq_sums),
        padded_(round_up(p.size, panel_width)),
        turned_count_(packed_count(std::max(p.size, p.value_size), attention_columns)),
        queries_count_(packed_count(attention_columns, std::max(p.size, p.value_size))),
        scratch_{turned_count_, queries_count_, tile(), tile(), keys.size() * padded_},
        turned_(scratch_.take(turned_count_)),
        queries_(scratch_.take(queries_count_)),
        s_(scratch_.take(tile())),
        ds_(scratch_.take(tile())),
        k_(scratch_.take(keys.size() * padded_)) {}

  // The first head and the first block of keys start new sums.
  void run(const AttentionHead& head, const KernelArgs& args, bool first_head, bool first_keys) {
    const GradientOperands operands(head, args);
    const Index size = p_.size, value_size = p_.value_size, rows = keys_.size();
    const RowPointers k(rows, [&](Index r) { return operands.k[keys_.begin + r]; });
    const RowPointers v(rows, [&](Index r) { return operands.v[keys_.begin + r]; });
    const RowPointers s_rows(rows, [&](Index r) { return s_ + r * attention_columns; });
    const RowPointers ds_rows(rows, [&](Index r) { return ds_ + r * attention_columns; });
    const HeadRows dk = head.of_keys(args.output<float>(1), size);
    const HeadRows dv = head.of_keys(args.output<float>(2), value_size);
    const HeadRows dq = head.of_queries(dq_sums_, size);
    // In a causal layer only queries from the first key on read these keys.
    const Index begin = p_.causal ? std::min<Index>(keys_.begin, p_.queries) : 0;
    if (first_keys) clear(dq, {0, begin}, size);
    if (first_head && begin == p_.queries) {
      clear(dk, keys_, size);
      clear(dv, keys_, value_size);
    }
    if (first_head) copy_keys(operands.k);
    Accumulation sum = first_head ? Accumulation::fresh : Accumulation::added;
    for (Index first = begin; first < p_.queries; first += attention_columns) {
      const Range block{first, std::min<Index>(p_.queries, first + attention_columns)};
      pack_turned(operands.q, block, size, turned_);
      multiply_packed(k.span(), size, turned_, block.size(), s_, attention_columns,
                      Accumulation::fresh);
      pack_turned(operands.dy, block, value_size, turned_);
      multiply_packed(v.span(), value_size, turned_, block.size(), ds_, attention_columns,
                      Accumulation::fresh);
      for (Index r = 0; r < rows; ++r) weigh(head, operands, r, block);
      pack_rows(operands.dy, block, value_size, queries_);
      multiply_packed(s_rows.span(), block.size(), queries_, value_size,
                      const_cast<float*>(dv[keys_.begin]), dv.stride, sum);
      pack_rows(operands.q, block, size, queries_);
      multiply_packed(ds_rows.span(), block.size(), queries_, size,
                      const_cast<float*>(dk[keys_.begin]), dk.stride, sum);
      add_queries(dq, block, first_keys ? Accumulation::fresh : Accumulation::added);
      sum = Accumulation::added;
    }
  }

 private:
  Index tile() const { return keys_.size() * attention_columns; }

  static void clear(HeadRows rows, Range range, Index size) {
    for (Index i = range.begin; i < range.end; ++i) {
      std::fill_n(const_cast<float*>(rows[i]), size, 0.0f);
    }
  }

  // Copies the keys, as b of a product of columns, which reads whole vectors.
  void copy_keys(HeadRows k) {
    for (Index r = 0; r < keys_.size(); ++r) {
      float* row = k_ + r * padded_;
      std::fill(std::copy_n(k[keys_.begin + r], p_.size, row), row + padded_, 0.0f);
    }
  }

  // Key r of the block with these queries.
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
    softmax_gradient(p_.scale, mask, p_.mask_stride[2], operands.log_sum + t, operands.whole + t,
                     s + skip, ds + skip, static_cast<size_t>(block.size() - skip));
  }

  // dq = ds^T k
  void add_queries(HeadRows dq, Range block, Accumulation sum) {
    const ColumnSpan whole{0, 0, p_.size};
    const Segment keys{0, 0, keys_.size()};
    multiply_columns({.a = ds_,
                      .lda = attention_columns,
                      .rows = {0, block.size()},
                      .b = k_,
                      .ldb = padded_,
                      .spans = {&whole, 1},
                      .segments = {&keys, 1},
                      .c = const_cast<float*>(dq[block.begin]),
                      .ldc = dq.stride,
                      .add = sum == Accumulation::added});
  }

  const AttentionParams& p_;
  Range keys_;
  float* dq_sums_;
  Index padded_, turned_count_, queries_count_;
  ScratchParts scratch_;
  float *turned_, *queries_, *s_, *ds_, *k_;
};

void attention_grad(const KernelArgs& args) {
  const auto& p = args.params<AttentionParams>();
  const Index parts = divide_up(p.queries, attention_rows);
  parallel_for(static_cast<int>(Index{p.batch} * p.heads * parts), [&](int chunk) HWY_ATTR {
    const Index head = chunk / parts;
    sum_products(AttentionHead(p, head / p.heads, head % p.heads),
                 part_of(p.queries, parts, chunk % parts), args);
  });
  const PartSums sums = query_sums(p);
  float* copies = sums.copies(args.scratch + row_scratch(p), args.output<float>(0));
  const Index blocks = divide_up(p.keys, attention_rows), each = p.heads / p.key_value_heads;
  const Index groups = Index{p.batch} * p.key_value_heads;
  parallel_for(static_cast<int>(groups * sums.parts), [&](int chunk) HWY_ATTR {
    const Index part = chunk / groups, group = chunk % groups;
    const Index n = group / p.key_value_heads, first_head = group % p.key_value_heads * each;
    for (Index b = part; b < blocks; b += sums.parts) {
      KeyBlock block(p, part_of(p.keys, blocks, b), copies + part * sums.count);
      for (Index i = 0; i < each; ++i) {
        block.run(AttentionHead(p, n, first_head + i), args, i == 0, b == part);
      }
    }
  });
  sums.add_up(copies, args.output<float>(0));
}

}  // namespace fovea::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea::cpu {

HWY_EXPORT(attention_grad);

void register_attention_grad(KernelTable& table) {
  table["attention_grad"] = {
      FOVEA_CPU_DISPATCH(attention_grad), [](const Step& step) {
        const auto& p = step.params.as<AttentionParams>();
        return Support{.scratch_bytes = row_scratch(p) + query_sums(p).scratch_bytes()};
      }};
}

}  // namespace fovea::cpu
#endif
