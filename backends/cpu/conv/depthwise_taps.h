// Which pixels the taps of a depthwise filter meet. The convolution and its input gradient both
// compute for each pixel and channel a sum over taps, of a source pixel times the filter at that
// tap; they differ in which taps belong to which pixels.
#pragma once

#include <span>
#include <vector>

#include "backends/cpu/conv/conv2d_block.h"
#include "fovea/cpu/kernel.h"

namespace fovea::cpu {

struct DepthwiseTap {
  Index tap, source;  // position in the filter, position in the source
};

/// Positions of an axis, at a distance of `step`, that sum the same taps; from one position to the
/// next the sources move by `source_step`.
struct DepthwisePositions {
  Index first, step, count, source_step;
  std::vector<DepthwiseTap> taps;  // of the first position

  std::vector<DepthwiseTap> taps_at(Index i) const {
    std::vector<DepthwiseTap> moved = taps;
    for (DepthwiseTap& tap : moved) tap.source += i * source_step;
    return moved;
  }
  /// Whether these are the taps of the position after the last one.
  bool goes_on_with(std::span<const DepthwiseTap> next) const {
    return std::ranges::equal(taps, next, [this](const DepthwiseTap& a, const DepthwiseTap& b) {
      return a.tap == b.tap && a.source + count * source_step == b.source;
    });
  }
};

using DepthwiseAxis = std::vector<DepthwisePositions>;

/// An axis of `size` positions; source_of(position, tap) is negative if there is no source.
template <class SourceOf>
DepthwiseAxis depthwise_axis(Index size, Index step, Index source_step, Index kernel,
                             const SourceOf& source_of) {
  DepthwiseAxis axis;
  std::vector<DepthwiseTap> taps;
  for (Index phase = 0; phase < step; ++phase) {
    bool open = false;
    for (Index position = phase; position < size; position += step) {
      taps.clear();
      for (Index k = 0; k < kernel; ++k) {
        if (const Index source = source_of(position, k); source >= 0) taps.push_back({k, source});
      }
      if (open && axis.back().goes_on_with(taps)) {
        ++axis.back().count;
      } else {
        axis.push_back({position, step, 1, source_step, taps});
        open = true;
      }
    }
  }
  return axis;
}

/// Position i of y takes x[i * stride - pad + tap * dilation].
inline DepthwiseAxis forward_axis(Index out_size, Index size, Index kernel, Index stride,
                                  Index dilation, Index pad) {
  return depthwise_axis(out_size, 1, stride, kernel, [=](Index i, Index tap) {
    const Index source = i * stride - pad + tap * dilation;
    return source < size ? source : -1;
  });
}

/// Position i of dx takes every dy[o] with o * stride - pad + tap * dilation = i.
inline DepthwiseAxis backward_axis(Index out_size, Index size, Index kernel, Index stride,
                                   Index dilation, Index pad) {
  return depthwise_axis(size, stride, 1, kernel, [=](Index i, Index tap) {
    const Index at = i + pad - tap * dilation;
    return at >= 0 && at % stride == 0 && at / stride < out_size ? at / stride : -1;
  });
}

/// The taps of each of `size` positions.
inline std::vector<std::vector<DepthwiseTap>> depthwise_rows(const DepthwiseAxis& axis,
                                                             Index size) {
  std::vector<std::vector<DepthwiseTap>> rows(static_cast<size_t>(size));
  for (const DepthwisePositions& positions : axis) {
    for (Index i = 0; i < positions.count; ++i) {
      rows[static_cast<size_t>(positions.first + i * positions.step)] = positions.taps_at(i);
    }
  }
  return rows;
}

/// Runs body(image, row) for `rows` rows of each image, in chunks of neighbouring rows.
template <class Body>
void for_depthwise_rows(const Conv2dShape& shape, Index rows, const Body& body) {
  const double row_flops = shape.row_flops() * static_cast<double>(shape.out_height);
  const Index chunk_rows = static_cast<Index>(1e6 * static_cast<double>(rows) / row_flops) + 1;
  const RowChunks chunks(shape.batch, rows, chunk_rows);
  parallel_for(static_cast<int>(chunks.count()), [&](int chunk) {
    const ImageRows part = chunks[chunk];
    for (Index n = part.images.begin; n < part.images.end; ++n) {
      for (Index row = part.rows.begin; row < part.rows.end; ++row) body(n, row);
    }
  });
}

/// From one image to another.
struct DepthwiseImage {
  const float* source = nullptr;
  Index source_width = 0, channels = 0, width = 0;
  const float* weight = nullptr;  // packed
  Index kernel_w = 0;
  float* out = nullptr;
  const Finish* finish = nullptr;  // null: store the sums; residual as out
};

/// The pixels of a row of y whose tap is inside the image: `count` from `first` on.
struct DepthwiseSpan {
  Index tap, first, count, source, source_step;
};

inline std::vector<DepthwiseSpan> depthwise_spans(const Conv2dShape& s) {
  std::vector<DepthwiseSpan> spans;
  for (Index tap = 0; tap < s.kernel_w; ++tap) {
    const Range pixels = s.columns_inside(tap);
    const Index source = pixels.begin * s.stride_w - s.pad_left + tap * s.dilation_w;
    if (pixels.size() > 0) {
      spans.push_back({tap, pixels.begin, pixels.size(), source, s.stride_w});
    }
  }
  return spans;
}

struct DepthwiseGradRow {
  const float *x = nullptr, *dy = nullptr;  // the image; the row
  Index width = 0, channels = 0, kernel_w = 0;
  std::span<const DepthwiseTap> rows;
  std::span<const DepthwiseSpan> columns;
  Range part = {};           // of the channels
  float* dweight = nullptr;  // (kernel_h, kernel_w, channels)
};

}  // namespace fovea::cpu
