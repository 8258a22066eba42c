// Rows of a depthwise convolution, once for each Highway target: vectors over the channels, four
// pixels at a time if they have the same taps, so a vector of weights is used four times.
#if defined(FOVEA_CPU_DEPTHWISE_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef FOVEA_CPU_DEPTHWISE_INL_H
#undef FOVEA_CPU_DEPTHWISE_INL_H
#else
#define FOVEA_CPU_DEPTHWISE_INL_H
#endif

#include <hwy/highway.h>

#include "backends/cpu/conv/depthwise_taps.h"
#include "backends/cpu/gemm/tile-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fovea::cpu {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// kPixels pixels of some positions from number `first` on, in row `row` of the output.
template <size_t kPixels, class D>
HWY_INLINE void depthwise_pixels(D d, const DepthwiseImage& image,
                                 std::span<const DepthwiseTap> rows, Index row,
                                 const DepthwisePositions& positions, Index first) {
  const Index lanes = static_cast<Index>(hn::Lanes(d)), channels = image.channels;
  const Index source_row = image.source_width * channels,
              source_step = positions.source_step * channels;
  const Index start = (row * image.width + positions.first + first * positions.step) * channels;
  const Index step = positions.step * channels;
  for (Index c = 0; c < channels; c += lanes) {
    const Index count = std::min(lanes, channels - c);
    hn::Vec<D> sums[kPixels];
    FOVEA_UNROLL for (size_t p = 0; p < kPixels; ++p) sums[p] = hn::Zero(d);
    for (const DepthwiseTap& down : rows) {
      const float* source = image.source + down.source * source_row + first * source_step + c;
      const float* weight = image.weight + down.tap * image.kernel_w * channels + c;
      for (const DepthwiseTap& across : positions.taps) {
        const float* from = source + across.source * channels;
        const auto tap = load_part(d, weight + across.tap * channels, count);
        FOVEA_UNROLL for (size_t p = 0; p < kPixels; ++p) {
          const auto value = load_part(d, from + static_cast<Index>(p) * source_step, count);
          sums[p] = hn::MulAdd(value, tap, sums[p]);
        }
      }
    }
    FOVEA_UNROLL for (size_t p = 0; p < kPixels; ++p) {
      const Index at = start + static_cast<Index>(p) * step + c;
      auto v = sums[p];
      if (image.finish) v = finish_vector(d, *image.finish, v, c, at, count);
      store_part(d, v, image.out + at, count);
    }
  }
}

// Row `row` of the output: a sum over the source rows in `rows`.
inline void depthwise_row(const DepthwiseImage& image, std::span<const DepthwiseTap> rows,
                          Index row, const DepthwiseAxis& axis) {
  const Full d;
  for (const DepthwisePositions& positions : axis) {
    Index i = 0;
    for (; i + 4 <= positions.count; i += 4) depthwise_pixels<4>(d, image, rows, row, positions, i);
    for (; i < positions.count; ++i) depthwise_pixels<1>(d, image, rows, row, positions, i);
  }
}

// The sum over `count` pixels of dy times x, for a vector of channels.
template <class D>
HWY_INLINE hn::Vec<D> depthwise_dot(D d, const float* dy, Index dy_step, const float* x,
                                    Index x_step, Index count, Index part) {
  hn::Vec<D> sums[4];
  FOVEA_UNROLL for (size_t p = 0; p < 4; ++p) sums[p] = hn::Zero(d);
  Index i = 0;
  for (; i + 4 <= count; i += 4, dy += 4 * dy_step, x += 4 * x_step) {
    FOVEA_UNROLL for (size_t p = 0; p < 4; ++p) {
      const Index at = static_cast<Index>(p);
      sums[p] = hn::MulAdd(load_part(d, dy + at * dy_step, part),
                           load_part(d, x + at * x_step, part), sums[p]);
    }
  }
  for (; i < count; ++i, dy += dy_step, x += x_step) {
    sums[0] = hn::MulAdd(load_part(d, dy, part), load_part(d, x, part), sums[0]);
  }
  return hn::Add(hn::Add(sums[0], sums[1]), hn::Add(sums[2], sums[3]));
}

// Adds the contribution of a row of dy to the gradient of the taps, for a range of channels.
inline void depthwise_grad_row(const DepthwiseGradRow& row) {
  const Full d;
  const Index lanes = static_cast<Index>(hn::Lanes(d)), channels = row.channels;
  for (Index c = row.part.begin; c < row.part.end; c += lanes) {
    const Index part = std::min(lanes, row.part.end - c);
    for (const DepthwiseTap& down : row.rows) {
      for (const DepthwiseSpan& across : row.columns) {
        const float* x = row.x + (down.source * row.width + across.source) * channels + c;
        const float* dy = row.dy + across.first * channels + c;
        const auto sum =
            depthwise_dot(d, dy, channels, x, across.source_step * channels, across.count, part);
        float* to = row.dweight + (down.tap * row.kernel_w + across.tap) * channels + c;
        store_part(d, hn::Add(load_part(d, to, part), sum), to, part);
      }
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace fovea::cpu
HWY_AFTER_NAMESPACE();

#endif
