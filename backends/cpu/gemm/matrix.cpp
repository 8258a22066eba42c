// How plain products are cut into chunks, only by their shape, and what a chunk does.
#include "backends/cpu/gemm/matrix.h"

#include <algorithm>
#include <cstring>

#include "fovea/cpu/kernel.h"

namespace fovea::cpu {

namespace {

constexpr double chunk_flops = 1e6;
constexpr Index tile_columns = 2 * panel_width;

// Whether b stays in the second-level cache while many rows are multiplied.
bool fits_cache(const MatrixProduct& product) {
  return product.k * product.columns <= Index{1} << 18 && product.columns % tile_columns == 0 &&
         product.rows >= 2 * panel_width;
}

// Few rows are cut by columns as well, to keep many threads busy.
Grid grid_in_cache(const MatrixProduct& product) {
  constexpr Index rows = 224, enough = 16;
  const double flops =
      2.0 * static_cast<double>(product.rows * product.k) * static_cast<double>(product.columns);
  Grid grid;
  grid.row_parts = divide_up(product.rows, rows);
  const Index wanted = std::min(enough, static_cast<Index>(flops / chunk_flops));
  grid.column_parts = std::clamp<Index>(wanted / grid.row_parts, 1, product.columns / tile_columns);
  return grid;
}

// A chunk reads its panels once. If there are few rows, the reading takes most of the time, not the
// arithmetic.
Grid grid_of(const MatrixProduct& product) {
  Grid grid;
  grid.row_parts = divide_up(product.rows, 256);
  const Index rows = divide_up(product.rows, grid.row_parts);
  const double column_flops = static_cast<double>(product.k) * static_cast<double>(2 * rows + 16);
  const Index columns = std::max<Index>(1, static_cast<Index>(chunk_flops / column_flops));
  grid.column_parts = std::max<Index>(
      1, product.columns / round_up(std::min(columns, product.columns), tile_columns));
  return grid;
}

// Cuts the sum if there are too few tiles of c to keep many threads busy; each part must have much
// to add up. Then cuts c into parts that are as square as possible: a part reads its rows of a and
// its columns of b from memory. Parts are large, unless there would be too few of them.
Grid grid_of(const TransposedProduct& product) {
  constexpr Index enough = 64, few = 16, side = 256, most_floats = Index{1} << 21, least_k = 512;
  const Index count = product.rows * product.columns;
  const double flops = 2.0 * static_cast<double>(count) * static_cast<double>(product.k);
  const Index wanted = std::clamp<Index>(static_cast<Index>(flops / chunk_flops), 1, enough);
  Grid grid;
  grid.k_parts = std::clamp<Index>(std::min(wanted, product.k / least_k), 1,
                                   std::max<Index>(1, most_floats / std::max<Index>(count, 1)));
  const Index large = std::max(few, count * grid.k_parts / (side * side));
  const Index parts = std::max<Index>(1, std::min(wanted, large) / grid.k_parts);
  const Index most_rows = std::max<Index>(1, product.rows / 64);
  Index least = product.rows + product.columns + 1;
  for (Index columns = 1; columns <= std::min(parts, divide_up(product.columns, tile_columns));
       ++columns) {
    const Index rows = std::min(parts / columns, most_rows);
    const Index sides = divide_up(product.rows, rows) + divide_up(product.columns, columns);
    if (sides >= least) continue;
    least = sides;
    grid.row_parts = rows;
    grid.column_parts = columns;
  }
  return grid;
}

// Panels of b are copied first: their rows may be a large power of two apart, so they would push
// each other out of the cache; and vectors of the last row of b reach beyond its end. k is taken in
// blocks such that a panel stays in the first-level cache, and a in the second. Where several
// panels of b meet a, a is packed too, so that a tile reads it line after line.
class TransposedPart {
 public:
  TransposedPart(const TransposedProduct& product, Range rows, Range columns, Range k)
      : product_(product),
        rows_(rows),
        columns_(columns),
        k_(k),
        blocks_(divide_up(k.size(), most_k)),
        packs_(columns.size() >= 4 * tile_columns && k.size() >= 64) {
    const Index most = divide_up(k.size(), std::max<Index>(1, blocks_));
    const Index b_count = most * tile_columns;
    panel_ = thread_scratch_of<float>(
        static_cast<size_t>(b_count + (packs_ ? a_packed_count(most, rows.size()) : 0)));
    packed_ = panel_ + b_count;
  }

  void run(float* c, bool past_caches) {
    ColumnProduct part;
    part.rows = {0, rows_.size()};
    part.lda = product_.rows;
    part.b = panel_;
    part.ldb = tile_columns;
    part.c = c + rows_.begin * product_.columns;
    part.ldc = product_.columns;
    part.past_caches = past_caches && blocks_ == 1;
    for (Index i = 0; i < blocks_; ++i) {
      const Range k = part_of(k_.size(), blocks_, i);
      const Index first = k_.begin + k.begin;
      const Segment whole = {0, 0, k.size()};
      part.segments = {&whole, 1};
      part.add = i > 0;
      part.a = product_.a + first * product_.rows + rows_.begin;
      if (packs_) {
        pack_a(part.a, product_.rows, k.size(), rows_.size(), packed_);
        part.a = packed_;
        part.lda = a_panel_width;
        part.a_panel_stride = k.size() * a_panel_width;
      }
      for (Index column = columns_.begin; column < columns_.end; column += tile_columns) {
        const ColumnSpan span = {0, column, std::min(tile_columns, columns_.end - column)};
        copy_panel(first, whole.length, span);
        part.spans = {&span, 1};
        multiply_columns(part);
      }
    }
  }

 private:
  static constexpr Index most_k = 240;  // in a block

  void copy_panel(Index first, Index length, const ColumnSpan& span) {
    float* to = panel_;
    for (Index k = first; k < first + length; ++k, to += tile_columns) {
      const float* row = product_.b_rows.empty() ? product_.b + k * product_.columns
                                                 : product_.b_rows[static_cast<size_t>(k)];
      const float* from = row + span.c;
      // The next panel's, which no hardware foresees.
      __builtin_prefetch(from + tile_columns);
      __builtin_prefetch(from + tile_columns + panel_width);
      if (span.count == tile_columns) {
        std::memcpy(to, from, tile_columns * sizeof(float));
      } else {
        std::memcpy(to, from, static_cast<size_t>(span.count) * sizeof(float));
        std::fill(to + span.count, to + tile_columns, 0.0f);
      }
    }
  }

  const TransposedProduct& product_;
  const Range rows_, columns_, k_;
  const Index blocks_;  // of k
  const bool packs_;
  float *panel_, *packed_;
};

}  // namespace

void multiply(const MatrixProduct& product) {
  const bool in_cache = fits_cache(product);
  const Grid grid = in_cache ? grid_in_cache(product) : grid_of(product);
  parallel_for(grid.chunks(), [&](int chunk) {
    const Range rows = part_of(product.rows, grid.row_parts, chunk / grid.column_parts);
    const size_t count = static_cast<size_t>(rows.size());
    const auto pointers = thread_scratch_of<const float*>(count);
    for (Index r = 0; r < rows.size(); ++r) {
      pointers[r] = product.a + (rows.begin + r) * product.lda;
    }
    const Segment whole = {0, 0, product.k};
    RowProduct part;
    part.rows = {pointers, count};
    part.segments = {&whole, 1};
    part.panels = product.packed;
    part.panel_stride = product.k * panel_width;
    part.columns =
        part_of(product.columns, grid.column_parts, chunk % grid.column_parts, tile_columns);
    part.c = product.c + rows.begin * product.ldc;
    part.ldc = product.ldc;
    Finish finish;
    if (product.finish) {
      finish = *product.finish;
      if (finish.residual) finish.residual += rows.begin * product.ldc;
      part.finish = &finish;
    }
    if (in_cache) return multiply_matrix(part);
    multiply_rows(part);
  });
}

std::int64_t TransposedProduct::scratch_bytes() const {
  return PartSums{grid_of(*this).k_parts, rows * columns}.scratch_bytes();
}

void multiply(const TransposedProduct& product) {
  const Grid grid = grid_of(product);
  const PartSums sums{grid.k_parts, product.rows * product.columns};
  float* copies = sums.copies(product.scratch, product.c);
  const bool past_caches =
      sums.parts == 1 && sums.count > cached_floats && product.columns % panel_width == 0;
  parallel_for(grid.chunks(), [&](int chunk) {
    const Index k_part = chunk % grid.k_parts, rest = chunk / grid.k_parts;
    TransposedPart(product, part_of(product.rows, grid.row_parts, rest % grid.row_parts),
                   part_of(product.columns, grid.column_parts, rest / grid.row_parts, tile_columns),
                   part_of(product.k, grid.k_parts, k_part))
        .run(copies + k_part * sums.count, past_caches);
  });
  sums.add_up(copies, product.c);
}

void copy_rows(const float** pointers, Index rows, Index k, void* room) {
  float* to = static_cast<float*>(room);
  for (Index r = 0; r < rows; ++r, to += k + panel_width) {
    std::memcpy(to, pointers[r], static_cast<size_t>(k) * sizeof(float));
    pointers[r] = to;
  }
}

void PartSums::add_up(const float* copies, float* results) const {
  if (parts == 1) return;
  const Index ranges = std::clamp<Index>(parts * count / 65536, 1, 64);
  parallel_for(static_cast<int>(ranges), [&](int i) {
    const Range range = part_of(count, ranges, i, 64);
    std::memcpy(results + range.begin, copies + range.begin,
                static_cast<size_t>(range.size()) * sizeof(float));
    for (Index p = 1; p < parts; ++p) {
      const float* part = copies + p * count;
      for (Index k = range.begin; k < range.end; ++k) results[k] += part[k];
    }
  });
}

}  // namespace fovea::cpu
