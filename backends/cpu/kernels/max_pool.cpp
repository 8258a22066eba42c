// max_pool (x) -> y, index: vectors over the channels; a window keeps its best values and their
// places in registers. With few channels a vector reaches into the next pixel, which is stored
// later; parts of vectors are moved only at the end of the memory.
#include <limits>

#include "backends/cpu/conv/pool2d_window.h"
#include "fovea/cpu/kernel.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backends/cpu/kernels/max_pool.cpp"
#include <hwy/foreach_target.h>
// These must come after foreach_target.h.
#include <hwy/highway.h>

#include "backends/cpu/simd/vector_part-inl.h"

#ifndef FOVEA_MAX_POOL_ROW
#define FOVEA_MAX_POOL_ROW
namespace fovea::cpu {

struct MaxPoolRow {
  const AxisWindows &vertical, &horizontal;
  Index width, channels;
  const float *image, *x_end;
  float *y, *y_end;  // of the row; the end of what this chunk may write
  std::int32_t* index;
};

}  // namespace fovea::cpu
#endif

HWY_BEFORE_NAMESPACE();
namespace fovea::cpu {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// One window, `part` channels of it; tap (0, 0) is element `at` of the image.
template <class D>
HWY_INLINE void max_pool_window(D d, const float* from, Index at, Index rows, Index columns,
                                Index row_step, Index column_step, Index channels, Index part,
                                float* y, std::int32_t* index) {
  const hn::RebindToSigned<D> di;
  auto best = hn::Set(d, -std::numeric_limits<float>::infinity());
  auto where = hn::Set(di, -1);
  if (rows > 0 && columns > 0) {
    best = load_part(d, from, part);
    where = hn::Set(di, static_cast<std::int32_t>(at));
  }
  for (Index kh = 0; kh < rows; ++kh) {
    for (Index kw = 0; kw < columns; ++kw) {
      const Index step = kh * row_step + kw * column_step;
      const auto value = load_part(d, from + step * channels, part);
      // A greater value wins, and so does a NaN, unless the best already is one.
      const auto take = hn::AndNot(hn::Le(value, best), hn::Eq(best, best));
      best = hn::IfThenElse(take, value, best);
      where = hn::IfThenElse(hn::RebindMask(di, take),
                             hn::Set(di, static_cast<std::int32_t>(at + step)), where);
    }
  }
  store_part(d, best, y, part);
  if (index) store_part(di, where, index, part);
}

template <class D>
void max_pool_row_by(D d, const MaxPoolRow& row, Index oh) {
  const Index lanes = static_cast<Index>(hn::Lanes(d)), channels = row.channels;
  const AxisWindow down = row.vertical[oh];
  const Index row_step = row.vertical.dilation * row.width, step = row.horizontal.dilation;
  const float *image = row.image, *x_end = row.x_end, *y_end = row.y_end;
  float* y = row.y;
  std::int32_t* index = row.index;
  for (const AxisWindow* across = row.horizontal.begin(); across != row.horizontal.end();
       ++across) {
    const Index columns = across->count, at = down.first * row.width + across->first;
    const float* from = image + at * channels;
    const float* last =
        from + ((down.count - 1) * row_step + (columns - 1) * step) * channels + lanes;
    for (Index c = 0; c < channels; c += lanes) {
      // There are two calls, so that the loops of the usual one move whole vectors without a check.
      if (last + c <= x_end && y_end - (y + c) >= lanes) {
        max_pool_window(d, from + c, at, down.count, columns, row_step, step, channels, lanes,
                        y + c, index ? index + c : nullptr);
      } else {
        max_pool_window(d, from + c, at, down.count, columns, row_step, step, channels,
                        std::min(lanes, channels - c), y + c, index ? index + c : nullptr);
      }
    }
    y += channels;
    if (index) index += channels;
  }
}

void max_pool_row(const MaxPoolRow& row, Index oh) {
  if (row.channels <= 8) {
    max_pool_row_by(hn::CappedTag<float, 8>(), row, oh);
  } else {
    max_pool_row_by(hn::ScalableTag<float>(), row, oh);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace fovea::cpu
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea::cpu {

HWY_EXPORT(max_pool_row);

namespace {

void run(const KernelArgs& args) {
  const Pool2dParams& p = args.params<Pool2dParams>();
  const AxisWindows down(vertical(p), false), across(horizontal(p), false);
  const Index width = p.width, channels = p.channels, x_image = width * p.height * channels;
  const Index y_row = across.size() * channels, y_image = down.size() * y_row;
  const float* x = args.input<float>(0);
  float* y = args.output<float>(0);
  // Inference does not need the index.
  std::int32_t* index = args.outputs.size() > 1 ? args.output<std::int32_t>(1) : nullptr;
  const RowChunks chunks = pool_chunks(p, p.out_height, p.out_width, p.kernel_h * p.kernel_w);
  parallel_for(static_cast<int>(chunks.count()), [&](int chunk) {
    const ImageRows part = chunks[chunk];
    float* end = y + (part.images.end - 1) * y_image + part.rows.end * y_row;
    for (Index n = part.images.begin; n < part.images.end; ++n) {
      for (Index oh = part.rows.begin; oh < part.rows.end; ++oh) {
        const Index at = n * y_image + oh * y_row;
        HWY_DYNAMIC_DISPATCH(max_pool_row)
        ({down, across, width, channels, x + n * x_image, x + p.batch * x_image, y + at, end,
          index ? index + at : nullptr},
         oh);
      }
    }
  });
}

}  // namespace

void register_max_pool(KernelTable& table) { table["max_pool"] = {run}; }

}  // namespace fovea::cpu
#endif
