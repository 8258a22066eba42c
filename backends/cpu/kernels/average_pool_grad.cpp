// average_pool_grad (dy) -> dx: an element of x gathers dy / divisor from the windows that cover
// it, in the order of the taps, so rows of dx are independent. Vectors over the channels, as in
// max_pool.
#include <vector>

#include "backends/cpu/conv/pool2d_window.h"
#include "fovea/cpu/kernel.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backends/cpu/kernels/average_pool_grad.cpp"
#include <hwy/foreach_target.h>
// These must come after foreach_target.h.
#include <hwy/highway.h>

#include "backends/cpu/simd/vector_part-inl.h"

#ifndef FOVEA_AVERAGE_POOL_GRAD_TYPES
#define FOVEA_AVERAGE_POOL_GRAD_TYPES
namespace fovea::cpu {

// The windows that cover each element of an axis, with the divisor of each along that axis.
struct Cover {
  struct CoveringWindow {
    Index out, divisor;
  };
  std::vector<CoveringWindow> windows;
  std::vector<size_t> first;  // of each element; one more at the end
};

struct AveragePoolGradRow {
  const Cover &vertical, &horizontal;
  Index width, out_width, channels;
  const float *dy, *dy_end;  // of the image; of the tensor
  float *dx, *dx_end;        // of the row; the end of what this chunk may write
};

}  // namespace fovea::cpu
#endif

HWY_BEFORE_NAMESPACE();
namespace fovea::cpu {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

template <class D>
void average_pool_grad_row_by(D d, const AveragePoolGradRow& row, size_t ih) {
  const Index lanes = static_cast<Index>(hn::Lanes(d)), channels = row.channels;
  const Index out_row = row.out_width * channels;
  const float *dy = row.dy, *dy_end = row.dy_end, *dx_end = row.dx_end;
  const Cover::CoveringWindow* rows = row.vertical.windows.data() + row.vertical.first[ih];
  const size_t row_count = row.vertical.first[ih + 1] - row.vertical.first[ih];
  const size_t* first = row.horizontal.first.data();
  const Cover::CoveringWindow* all_columns = row.horizontal.windows.data();
  float* dx = row.dx;
  for (Index iw = 0; iw < row.width; ++iw, dx += channels) {
    const Cover::CoveringWindow* columns = all_columns + first[iw];
    const size_t column_count = first[iw + 1] - first[iw];
    for (Index c = 0; c < channels; c += lanes) {
      auto sum = hn::Zero(d);
      for (size_t i = 0; i < row_count; ++i) {
        for (size_t j = 0; j < column_count; ++j) {
          const float* from = dy + rows[i].out * out_row + columns[j].out * channels + c;
          const auto value = load_part(d, from, dy_end - from >= lanes ? lanes : channels - c);
          const auto divisor = hn::Set(d, static_cast<float>(rows[i].divisor * columns[j].divisor));
          sum = hn::Add(sum, hn::Div(value, divisor));
        }
      }
      store_part(d, sum, dx + c, dx_end - (dx + c) >= lanes ? lanes : channels - c);
    }
  }
}

void average_pool_grad_row(const AveragePoolGradRow& row, size_t ih) {
  if (row.channels <= 8) {
    average_pool_grad_row_by(hn::CappedTag<float, 8>(), row, ih);
  } else {
    average_pool_grad_row_by(hn::ScalableTag<float>(), row, ih);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace fovea::cpu
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea::cpu {

HWY_EXPORT(average_pool_grad_row);

namespace {

Cover cover_of(const PoolAxis& axis, bool count_padding) {
  const AxisWindows windows(axis, count_padding);
  Cover cover;
  for (Index i = 0; i < axis.size; ++i) {
    cover.first.push_back(cover.windows.size());
    for (Index k = 0; k < axis.kernel; ++k) {
      const Index at = i + axis.pad_before - k * axis.dilation;
      if (at < 0 || at % axis.stride != 0 || at / axis.stride >= axis.out_size) continue;
      const Index out = at / axis.stride;
      cover.windows.push_back({out, windows[out].divisor});
    }
  }
  cover.first.push_back(cover.windows.size());
  return cover;
}

void run(const KernelArgs& args) {
  const Pool2dParams& p = args.params<Pool2dParams>();
  const PoolAxis v = vertical(p), h = horizontal(p);
  const Cover down = cover_of(v, p.count_padding), across = cover_of(h, p.count_padding);
  const Index channels = p.channels, x_row = h.size * channels, x_image = v.size * x_row;
  const Index y_image = v.out_size * h.out_size * channels;
  const float* dy = args.input<float>(0);
  float* dx = args.output<float>(0);
  const Index taps = divide_up(v.kernel, v.stride) * divide_up(h.kernel, h.stride);
  const RowChunks chunks = pool_chunks(p, v.size, h.size, taps);
  parallel_for(static_cast<int>(chunks.count()), [&](int chunk) {
    const ImageRows part = chunks[chunk];
    float* end = dx + (part.images.end - 1) * x_image + part.rows.end * x_row;
    for (Index n = part.images.begin; n < part.images.end; ++n) {
      for (Index ih = part.rows.begin; ih < part.rows.end; ++ih) {
        HWY_DYNAMIC_DISPATCH(average_pool_grad_row)
        ({down, across, h.size, h.out_size, channels, dy + n * y_image, dy + p.batch * y_image,
          dx + n * x_image + ih * x_row, end},
         static_cast<size_t>(ih));
      }
    }
  });
}

}  // namespace

void register_average_pool_grad(KernelTable& table) { table["average_pool_grad"] = {run}; }

}  // namespace fovea::cpu
#endif
