// How the gradients of layer_norm and rms_norm cut their rows.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "backends/cpu/simd/chunk.h"
#include "fovea/kernels/layer_norm.h"
#include "fovea/runtime/backend.h"

namespace fovea::cpu {

/// At most 128 chunks of rows, of rows_per_chunk rows or more.
struct NormChunks {
  size_t rows, count;  // rows of each chunk but the last; number of chunks
  size_t size, terms;

  explicit NormChunks(const LayerNormParams& p) : size(p.size), terms(p.scaled + p.biased) {
    rows = std::max(rows_per_chunk(size), (p.rows + size_t{127}) / 128);
    count = (p.rows + rows - 1) / rows;
  }
  /// Floats that each chunk sums up.
  size_t sums() const { return size * terms; }
  std::int64_t scratch_bytes() const {
    return static_cast<std::int64_t>(count * sums() * sizeof(float));
  }
};

inline Support norm_grad_support(const Step& step) {
  return {.scratch_bytes = NormChunks(step.params.as<LayerNormParams>()).scratch_bytes(),
          .in_place = {{0, 0}, {0, 1}}};
}

}  // namespace fovea::cpu
