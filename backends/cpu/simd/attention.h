// How attention is cut into chunks, and the matrix products that it uses.
#pragma once

#include <cstring>

#include "backends/cpu/gemm/gemm.h"
#include "fovea/cpu/kernel.h"
#include "fovea/kernels/attention.h"

namespace fovea::cpu {

constexpr Index attention_rows = 128;     // rows of a chunk: queries, or keys for dk and dv
constexpr Index attention_columns = 128;  // columns that are multiplied with them at once

/// Rows of one head: row i of a tensor at data + i * stride.
struct HeadRows {
  const float* data;
  Index stride;
  const float* operator[](Index i) const { return data + i * stride; }
};

/// The places of the parts of one head in the tensors of a step.
struct AttentionHead {
  const AttentionParams& p;
  Index n, h, group;

  AttentionHead(const AttentionParams& params, Index image, Index head)
      : p(params), n(image), h(head), group(head / (params.heads / params.key_value_heads)) {}

  HeadRows of_queries(const float* data, Index size) const {
    return {data + (n * p.queries * p.heads + h) * size, p.heads * size};
  }
  HeadRows of_keys(const float* data, Index size) const {
    return {data + (n * p.keys * p.key_value_heads + group) * size, p.key_value_heads * size};
  }
  /// The place in tensors with one number per query, such as log_sum.
  Index row() const { return (n * p.heads + h) * p.queries; }
  /// The mask for query t and key 0.
  const float* mask(const float* data, Index t) const {
    return data + n * p.mask_stride[0] + h * p.mask_stride[1] + t * p.mask_stride[2];
  }
  /// How many of the keys columns.begin .. columns.end-1 query t reads, counted from the first.
  Index reach(Index t, Range columns) const {
    if (!p.causal) return columns.size();
    return t < columns.begin ? 0 : std::min(columns.end, t + 1) - columns.begin;
  }
};

/// Rows of a head as b of a product: panels of (count of rows, width).
inline void pack_rows(HeadRows rows, Range range, Index width, float* panels) {
  for (Index first = 0; first < width; first += panel_width) {
    const Index count = std::min(panel_width, width - first);
    for (Index i = range.begin; i < range.end; ++i, panels += panel_width) {
      std::copy_n(rows[i] + first, count, panels);
      std::fill(panels + count, panels + panel_width, 0.0f);
    }
  }
}

/// c (rows, columns) = rows (.., depth) times packed (fresh), or c plus that (added).
enum class Accumulation { fresh, added };
inline void multiply_packed(std::span<const float* const> rows, Index depth, const float* packed,
                            Index columns, float* c, Index ldc, Accumulation sum) {
  const Segment whole{0, 0, depth};
  const Finish onto{.residual = c};
  const bool whole_vectors = columns % panel_width == 0;
  multiply_rows({.rows = rows,
                 .segments = {&whole, 1},
                 .panels = packed,
                 .panel_stride = depth * panel_width,
                 .columns = {0, columns},
                 .c = c,
                 .ldc = ldc,
                 .finish = sum == Accumulation::added && !whole_vectors ? &onto : nullptr,
                 .add = sum == Accumulation::added && whole_vectors});
}

/// Divides one piece of a thread's scratch into parts, each at a multiple of 64 bytes.
class ScratchParts {
 public:
  explicit ScratchParts(std::initializer_list<Index> counts) {
    Index total = 0;
    for (const Index count : counts) total += round_up(count, 16);
    next_ = thread_scratch_of<float>(static_cast<size_t>(total));
  }
  float* take(Index count) {
    float* part = next_;
    next_ += round_up(count, 16);
    return part;
  }

 private:
  float* next_;
};

}  // namespace fovea::cpu
