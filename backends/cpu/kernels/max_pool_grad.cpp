// max_pool_grad (dy, index) -> dx: each element of dy goes where its maximum was. For every tap of
// a window, the channels whose index names that element get dy and the others zero. If the windows
// tile x exactly, results are stored; else they are added up, in the order of the windows. A chunk
// is some whole images or some channels of one, so the order of a sum is fixed. Vectors over the
// channels, as in max_pool.
#include <algorithm>

#include "backends/cpu/conv/pool2d_window.h"
#include "fovea/cpu/kernel.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backends/cpu/kernels/max_pool_grad.cpp"
#include <hwy/foreach_target.h>
// These must come after foreach_target.h.
#include <hwy/highway.h>

#include "backends/cpu/simd/vector_part-inl.h"

#ifndef FOVEA_MAX_POOL_GRAD_IMAGE
#define FOVEA_MAX_POOL_GRAD_IMAGE
namespace fovea::cpu {

struct MaxPoolGradImage {
  const AxisWindows &vertical, &horizontal;
  Index width, channels;
  Range part;  // of the channels
  const float *dy, *dy_end;
  const std::int32_t* index;
  float* dx;
};

}  // namespace fovea::cpu
#endif

HWY_BEFORE_NAMESPACE();
namespace fovea::cpu {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// One window: the elements of the vector go where the index says. Tap (0, 0) is element `at` of the
// image, with the address `to`; `part` channels are written.
template <bool kAdd, class D>
HWY_INLINE void spread(D d, hn::Vec<D> dy, hn::Vec<hn::RebindToSigned<D>> where, Index at,
                       Index rows, Index columns, Index row_step, Index column_step, Index channels,
                       Index part, float* to) {
  const hn::RebindToSigned<D> di;
  for (Index kh = 0; kh < rows; ++kh) {
    for (Index kw = 0; kw < columns; ++kw) {
      const Index step = kh * row_step + kw * column_step;
      const auto mask = hn::Eq(where, hn::Set(di, static_cast<std::int32_t>(at + step)));
      auto value = hn::IfThenElseZero(hn::RebindMask(d, mask), dy);
      float* here = to + step * channels;
      if constexpr (kAdd) value = hn::Add(load_part(d, here, part), value);
      store_part(d, value, here, part);
    }
  }
}

template <bool kAdd, class D>
void max_pool_grad_by(D d, const MaxPoolGradImage& image) {
  const hn::RebindToSigned<D> di;
  const Index lanes = static_cast<Index>(hn::Lanes(d)), channels = image.channels;
  const Index width = image.width, step = image.horizontal.dilation;
  const Index row_step = image.vertical.dilation * width;
  const Range part = image.part;
  // A vector that holds a pixel may reach into the next ones of the row: they are stored later.
  const bool reach = !kAdd && part.size() == channels && channels <= lanes;
  const float *dy = image.dy, *dy_end = image.dy_end;
  const std::int32_t* index = image.index;
  float* dx = image.dx;
  for (const AxisWindow& down : image.vertical.all) {
    for (const AxisWindow* across = image.horizontal.begin(); across != image.horizontal.end();
         ++across) {
      const Index at = down.first * width + across->first;
      const Index to_end = width - across->first - (across->count - 1) * step;
      const bool whole = reach && to_end * channels >= lanes && dy_end - dy >= lanes;
      for (Index c = part.begin; c < part.end; c += lanes) {
        float* to = dx + at * channels + c;
        if (whole || part.end - c >= lanes) {
          spread<kAdd>(d, hn::LoadU(d, dy + c), hn::LoadU(di, index + c), at, down.count,
                       across->count, row_step, step, channels, lanes, to);
        } else {
          const Index left = part.end - c;
          spread<kAdd>(d, load_part(d, dy + c, left), load_part(di, index + c, left), at,
                       down.count, across->count, row_step, step, channels, left, to);
        }
      }
      dy += channels;
      index += channels;
    }
  }
}

template <bool kAdd>
void max_pool_grad_image_by(const MaxPoolGradImage& image) {
  if (image.channels <= 8) {
    max_pool_grad_by<kAdd>(hn::CappedTag<float, 8>(), image);
  } else {
    max_pool_grad_by<kAdd>(hn::CappedTag<float, 16>(), image);
  }
}

void max_pool_grad_image(const MaxPoolGradImage& image, bool add) {
  if (add) {
    max_pool_grad_image_by<true>(image);
  } else {
    max_pool_grad_image_by<false>(image);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace fovea::cpu
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea::cpu {

HWY_EXPORT(max_pool_grad_image);

namespace {

bool tiles(const PoolAxis& axis) {
  return axis.stride == axis.kernel && axis.dilation == 1 && axis.pad_before == 0 &&
         axis.out_size * axis.stride == axis.size;
}

void clear(float* image, Index pixels, Index channels, Range part) {
  if (part.size() == channels) {
    std::fill(image, image + pixels * channels, 0.0f);
    return;
  }
  for (Index i = 0; i < pixels; ++i, image += channels) {
    std::fill(image + part.begin, image + part.end, 0.0f);
  }
}

void run(const KernelArgs& args) {
  const Pool2dParams& p = args.params<Pool2dParams>();
  const AxisWindows down(vertical(p), false), across(horizontal(p), false);
  const bool add = !tiles(vertical(p)) || !tiles(horizontal(p));
  const Index height = p.height, width = p.width, channels = p.channels;
  const Index x_image = height * width * channels;
  const Index y_image = down.size() * across.size() * channels;
  const float* dy = args.input<float>(0);
  const std::int32_t* index = args.input<std::int32_t>(1);
  float* dx = args.output<float>(0);
  const Index channel_parts = std::clamp<Index>(x_image / 32768, 1, divide_up(channels, 64));
  const Index images = std::max<Index>(1, 32768 / std::max<Index>(1, x_image));
  const Index image_parts = divide_up(p.batch, images);
  parallel_for(static_cast<int>(image_parts * channel_parts), [&](int chunk) {
    const Range batch = part_of(p.batch, image_parts, chunk / channel_parts);
    const Range part = part_of(channels, channel_parts, chunk % channel_parts, 16);
    for (Index n = batch.begin; n < batch.end; ++n) {
      const MaxPoolGradImage image = {down,
                                      across,
                                      width,
                                      channels,
                                      part,
                                      dy + n * y_image,
                                      dy + p.batch * y_image,
                                      index + n * y_image,
                                      dx + n * x_image};
      if (add) clear(image.dx, height * width, channels, part);
      HWY_DYNAMIC_DISPATCH(max_pool_grad_image)(image, add);
    }
  });
}

}  // namespace

void register_max_pool_grad(KernelTable& table) { table["max_pool_grad"] = {run}; }

}  // namespace fovea::cpu
#endif
