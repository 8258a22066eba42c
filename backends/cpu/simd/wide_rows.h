// A (rows, channels) tensor, cut for sums over its rows. With few channels, vectors would be mostly
// empty. So several rows side by side count as one wide row of `width` floats, a multiple of
// channels; the last may be shorter.
#pragma once

#include <algorithm>
#include <cstddef>
#include <numeric>

#include "backends/cpu/simd/chunk.h"

namespace fovea::cpu {

struct WideRows {
  size_t rows, channels;
  size_t width;        // floats of a wide row
  size_t chunk_count;  // chunks of whole wide rows
  size_t chunk_size;   // floats of each but the last

  WideRows(size_t rows_, size_t channels_) : rows(rows_), channels(channels_), width(channels_) {
    if (channels < 64) width *= 16 / std::gcd(channels, size_t{16});
    while (width < 64) width *= 2;
    chunk_size = rows_per_chunk(width) * width;
    chunk_count = (count() + chunk_size - 1) / chunk_size;
  }

  size_t count() const { return rows * channels; }
  size_t begin(size_t chunk) const { return chunk * chunk_size; }
  size_t end(size_t chunk) const { return std::min(count(), begin(chunk) + chunk_size); }
  /// Rows (not wide ones) of a chunk.
  size_t rows_of(size_t chunk) const { return (end(chunk) - begin(chunk)) / channels; }
};

/// totals[i] = sum over the chunks, in order, of partials[chunk * count + i], for i < count.
inline void add_chunks(const WideRows& wide_rows, const float* partials, size_t count,
                       double* totals) {
  std::fill_n(totals, count, 0.0);
  for (size_t chunk = 0; chunk < wide_rows.chunk_count; ++chunk) {
    for (size_t i = 0; i < count; ++i) totals[i] += partials[chunk * count + i];
  }
}

}  // namespace fovea::cpu
