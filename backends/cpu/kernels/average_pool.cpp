// average_pool (x) -> y: the sum over a window's elements inside the image, in order, over
// its divisor. Vectors over the channels, as in max_pool.
#include "backends/cpu/conv/pool2d_window.h"
#include "fovea/cpu/kernel.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backends/cpu/kernels/average_pool.cpp"
#include <hwy/foreach_target.h>
// These must come after foreach_target.h.
#include <hwy/highway.h>

#include "backends/cpu/simd/vector_part-inl.h"

#ifndef FOVEA_AVERAGE_POOL_ROW
#define FOVEA_AVERAGE_POOL_ROW
namespace fovea::cpu {

struct AveragePoolRow {
  const AxisWindows &vertical, &horizontal;
  Index width, channels;
  const float *image, *x_end;
  float *y, *y_end;  // of the row; the end of what this chunk may write
};

}  // namespace fovea::cpu
#endif

HWY_BEFORE_NAMESPACE();
namespace fovea::cpu {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// One window, `part` channels of it.
template <class D>
HWY_INLINE void average_pool_window(D d, const float* from, Index rows, Index columns,
                                    Index row_step, Index column_step, hn::Vec<D> divisor,
                                    Index part, float* y) {
  auto sum = hn::Zero(d);
  for (Index kh = 0; kh < rows; ++kh) {
    for (Index kw = 0; kw < columns; ++kw) {
      sum = hn::Add(sum, load_part(d, from + kh * row_step + kw * column_step, part));
    }
  }
  store_part(d, hn::Div(sum, divisor), y, part);
}

template <class D>
void average_pool_row_by(D d, const AveragePoolRow& row, Index oh) {
  const Index lanes = static_cast<Index>(hn::Lanes(d)), channels = row.channels;
  const AxisWindow down = row.vertical[oh];
  const Index row_step = row.vertical.dilation * row.width * channels;
  const Index step = row.horizontal.dilation * channels;
  const float *image = row.image, *x_end = row.x_end, *y_end = row.y_end;
  float* y = row.y;
  for (const AxisWindow* across = row.horizontal.begin(); across != row.horizontal.end();
       ++across) {
    const Index columns = across->count;
    const float* from = image + (down.first * row.width + across->first) * channels;
    const float* last = from + (down.count - 1) * row_step + (columns - 1) * step + lanes;
    const auto divisor =
        hn::Set(d, static_cast<float>(std::max<Index>(1, down.divisor * across->divisor)));
    for (Index c = 0; c < channels; c += lanes) {
      // There are two calls, so that the loops of the usual one move whole vectors without a check.
      if (last + c <= x_end && y_end - (y + c) >= lanes) {
        average_pool_window(d, from + c, down.count, columns, row_step, step, divisor, lanes,
                            y + c);
      } else {
        average_pool_window(d, from + c, down.count, columns, row_step, step, divisor,
                            std::min(lanes, channels - c), y + c);
      }
    }
    y += channels;
  }
}

void average_pool_row(const AveragePoolRow& row, Index oh) {
  if (row.channels <= 8) {
    average_pool_row_by(hn::CappedTag<float, 8>(), row, oh);
  } else {
    average_pool_row_by(hn::ScalableTag<float>(), row, oh);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace fovea::cpu
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea::cpu {

HWY_EXPORT(average_pool_row);

namespace {

void run(const KernelArgs& args) {
  const Pool2dParams& p = args.params<Pool2dParams>();
  const bool count_padding = p.count_padding != 0;
  const AxisWindows down(vertical(p), count_padding), across(horizontal(p), count_padding);
  const Index width = p.width, channels = p.channels, x_image = width * p.height * channels;
  const Index y_row = across.size() * channels, y_image = down.size() * y_row;
  const float* x = args.input<float>(0);
  float* y = args.output<float>(0);
  const RowChunks chunks = pool_chunks(p, p.out_height, p.out_width, p.kernel_h * p.kernel_w);
  parallel_for(static_cast<int>(chunks.count()), [&](int chunk) {
    const ImageRows part = chunks[chunk];
    float* end = y + (part.images.end - 1) * y_image + part.rows.end * y_row;
    for (Index n = part.images.begin; n < part.images.end; ++n) {
      for (Index oh = part.rows.begin; oh < part.rows.end; ++oh) {
        HWY_DYNAMIC_DISPATCH(average_pool_row)
        ({down, across, width, channels, x + n * x_image, x + p.batch * x_image,
          y + n * y_image + oh * y_row, end},
         oh);
      }
    }
  });
}

}  // namespace

void register_average_pool(KernelTable& table) { table["average_pool"] = {run}; }

}  // namespace fovea::cpu
#endif
