// The elements of an axis that the windows of max_pool and average_pool cover, computed once per
// run, and how the rows of images are cut into chunks.
#pragma once

#include <algorithm>
#include <vector>

#include "backends/cpu/runtime/row_chunks.h"
#include "fovea/kernels/pool2d.h"

namespace fovea::cpu {

struct PoolAxis {
  Index size, out_size, kernel, stride, dilation, pad_before, pad_after;

  Index start(Index out) const { return out * stride - pad_before; }
  /// Taps of window `out` whose positions are in low .. high-1.
  Range taps_within(Index out, Index low, Index high) const {
    const Index begin =
        std::max<Index>(0, divide_up(std::max<Index>(0, low - start(out)), dilation));
    const Index end = high <= start(out) ? 0 : divide_up(high - start(out), dilation);
    return {begin, std::max(begin, std::min(kernel, end))};
  }
};

inline PoolAxis vertical(const Pool2dParams& p) {
  return {p.height, p.out_height, p.kernel_h, p.stride_h, p.dilation_h, p.pad_top, p.pad_bottom};
}
inline PoolAxis horizontal(const Pool2dParams& p) {
  return {p.width, p.out_width, p.kernel_w, p.stride_w, p.dilation_w, p.pad_left, p.pad_right};
}

/// One window along one axis: elements first, first + dilation, ... inside the image.
struct AxisWindow {
  Index first, count;
  Index divisor;  // of the average, along this axis
};

struct AxisWindows {
  AxisWindows(const PoolAxis& axis, bool count_padding) : dilation(axis.dilation) {
    for (Index out = 0; out < axis.out_size; ++out) {
      const Range taps = axis.taps_within(out, 0, axis.size);
      const Range counted = axis.taps_within(out, -axis.pad_before, axis.size + axis.pad_after);
      all.push_back({axis.start(out) + taps.begin * dilation, taps.size(),
                     count_padding ? counted.size() : taps.size()});
    }
  }
  const AxisWindow& operator[](Index out) const { return all[static_cast<size_t>(out)]; }
  Index size() const { return static_cast<Index>(all.size()); }
  const AxisWindow* begin() const { return all.data(); }
  const AxisWindow* end() const { return all.data() + all.size(); }

  std::vector<AxisWindow> all;
  Index dilation;
};

/// Rows (of x or y), cut so that a chunk looks at about 64 thousand elements.
inline RowChunks pool_chunks(const Pool2dParams& p, Index rows, Index width, Index taps) {
  const Index row = std::max<Index>(1, width * p.channels * taps);
  return RowChunks(p.batch, rows, std::max<Index>(1, 65536 / row));
}

}  // namespace fovea::cpu
