#include "backends/cpu/conv/planes.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backends/cpu/conv/planes.cpp"
#include <hwy/foreach_target.h>
// These must come after foreach_target.h.
#include <hwy/highway.h>

#include "backends/cpu/conv/pixels-inl.h"
#include "backends/cpu/gemm/tile-inl.h"
#include "backends/cpu/simd/unroll.h"

HWY_BEFORE_NAMESPACE();
namespace fovea::cpu {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

#if HWY_TARGET <= HWY_AVX3 || HWY_TARGET == HWY_NEON
constexpr size_t kSums = 30;  // of 32 registers
#else
constexpr size_t kSums = 12;  // of 16
#endif

// kRows rows of one vector of pixels each.
template <size_t kOutputs, size_t kRows>
HWY_INLINE void forward_tile(const PlaneForward& p, Index row, Index column) {
  const Full d;
  using V = hn::Vec<Full>;
  const Conv2dShape& shape = *p.shape;
  V sums[kRows][kOutputs];
  FOVEA_UNROLL for (size_t r = 0; r < kRows; ++r) {
    FOVEA_UNROLL for (size_t o = 0; o < kOutputs; ++o) sums[r][o] = hn::Zero(d);
  }
  const Index step = shape.stride_h * p.x.pitch;
  const float* weight = p.weight;
  for (Index c = 0; c < shape.channels; ++c) {
    for (Index kh = 0; kh < shape.kernel_h; ++kh) {
      const float* x = p.x.row(c, row * shape.stride_h + kh * shape.dilation_h) + column;
      for (Index kw = 0; kw < shape.kernel_w; ++kw, x += shape.dilation_w, weight += kOutputs) {
        V pixels[kRows];
        FOVEA_UNROLL for (size_t r = 0; r < kRows; ++r) {
          pixels[r] = hn::LoadU(d, x + static_cast<Index>(r) * step);
        }
        FOVEA_UNROLL for (size_t o = 0; o < kOutputs; ++o) {
          const V factor = hn::Set(d, weight[o]);
          FOVEA_UNROLL for (size_t r = 0; r < kRows; ++r) {
            sums[r][o] = hn::MulAdd(factor, pixels[r], sums[r][o]);
          }
        }
      }
    }
  }
  const Index lanes = static_cast<Index>(hn::Lanes(d));
  const Finish& finish = *p.finish;
  FOVEA_UNROLL for (size_t r = 0; r < kRows; ++r) {
    FOVEA_UNROLL for (size_t o = 0; o < kOutputs; ++o) {
      V& v = sums[r][o];
      if (finish.scale) v = hn::Mul(v, hn::Set(d, finish.scale[o]));
      if (finish.shift) v = hn::Add(v, hn::Set(d, finish.shift[o]));
      if (finish.slope != 1) v = leak(d, finish, v);
      if (finish.clamps) v = clamp(d, finish, v);
    }
    const Index pixel = (row + static_cast<Index>(r)) * shape.out_width + column;
    float* y = p.y + pixel * Index{kOutputs};
    if (column + lanes <= shape.out_width) {
      store_pixels<kOutputs>(d, sums[r], y);
    } else {
      HWY_ALIGN float mixed[kOutputs * hn::MaxLanes(d)];
      store_pixels<kOutputs>(d, sums[r], mixed);
      std::copy_n(mixed, (shape.out_width - column) * Index{kOutputs}, y);
    }
  }
}

template <size_t kOutputs>
void forward_rows(const PlaneForward& p) {
  constexpr size_t rows = kSums / kOutputs < 4 ? kSums / kOutputs : 4;
  const Index lanes = static_cast<Index>(hn::Lanes(Full()));
  Index row = 0;
  for (; row + Index{rows} <= p.rows; row += Index{rows}) {
    for (Index column = 0; column < p.shape->out_width; column += lanes) {
      forward_tile<kOutputs, rows>(p, row, column);
    }
  }
  for (; row < p.rows; ++row) {
    for (Index column = 0; column < p.shape->out_width; column += lanes) {
      forward_tile<kOutputs, 1>(p, row, column);
    }
  }
}

// The sums of kTaps neighbouring taps of a kernel row, over all pixels.
template <size_t kOutputs, size_t kTaps>
HWY_INLINE void grad_taps(const PlaneGradWeight& p, Index channel, Index kh, Index kw, float* at) {
  const Full d;
  using V = hn::Vec<Full>;
  const Conv2dShape& shape = *p.shape;
  V sums[kTaps][kOutputs];
  FOVEA_UNROLL for (size_t t = 0; t < kTaps; ++t) {
    FOVEA_UNROLL for (size_t o = 0; o < kOutputs; ++o) {
      sums[t][o] = hn::Load(d, at + (t * kOutputs + o) * panel_width);
    }
  }
  const Index lanes = static_cast<Index>(hn::Lanes(d)), plane = p.dy.rows * p.dy.pitch;
  const auto inside = hn::FirstN(d, static_cast<size_t>(shape.out_width % lanes));
  // One vector of pixels at a time: the sums need all other registers.
  const auto add_pixels = [&](const auto& pixels_at, const float* dy) HWY_ATTR {
    FOVEA_UNROLL for (size_t t = 0; t < kTaps; ++t) {
      const V pixels = pixels_at(static_cast<Index>(t) * shape.dilation_w);
      FOVEA_UNROLL for (size_t o = 0; o < kOutputs; ++o) {
        const V gradient = hn::LoadU(d, dy + static_cast<Index>(o) * plane);
        sums[t][o] = hn::MulAdd(pixels, gradient, sums[t][o]);
      }
    }
  };
  for (Index row = 0; row < p.dy.rows; ++row) {
    const float* x =
        p.x.row(channel, row * shape.stride_h + kh * shape.dilation_h) + kw * shape.dilation_w;
    const float* dy = p.dy.row(0, row);
    Index column = 0;
    for (; column + lanes <= shape.out_width; column += lanes) {
      add_pixels([&](Index t) HWY_ATTR { return hn::LoadU(d, x + column + t); }, dy + column);
    }
    if (column < shape.out_width) {  // what comes after it may be NaN
      add_pixels([&](Index t)
                     HWY_ATTR { return hn::IfThenElseZero(inside, hn::LoadU(d, x + column + t)); },
                 dy + column);
    }
  }
  FOVEA_UNROLL for (size_t t = 0; t < kTaps; ++t) {
    FOVEA_UNROLL for (size_t o = 0; o < kOutputs; ++o) {
      hn::Store(sums[t][o], d, at + (t * kOutputs + o) * panel_width);
    }
  }
}

template <size_t kOutputs>
void grad_rows(const PlaneGradWeight& p) {
  constexpr size_t most = kSums / kOutputs < 5 ? kSums / kOutputs : 5;
  const Conv2dShape& shape = *p.shape;
  float* at = p.sums;
  const Index tap = Index{kOutputs} * panel_width;
  for (Index c = 0; c < shape.channels; ++c) {
    for (Index kh = 0; kh < shape.kernel_h; ++kh) {
      Index kw = 0;
      for (; kw + Index{most} <= shape.kernel_w; kw += Index{most}, at += Index{most} * tap) {
        grad_taps<kOutputs, most>(p, c, kh, kw, at);
      }
      if constexpr (most > 3) {
        for (; kw + 3 <= shape.kernel_w; kw += 3, at += 3 * tap) {
          grad_taps<kOutputs, 3>(p, c, kh, kw, at);
        }
      }
      for (; kw < shape.kernel_w; ++kw, at += tap) grad_taps<kOutputs, 1>(p, c, kh, kw, at);
    }
  }
}

template <size_t kOutputs>
void split_rows(const Conv2dShape& shape, const float* y, const Planes& planes, float* to) {
  const Full d;
  const Index lanes = static_cast<Index>(hn::Lanes(d)), plane = planes.rows * planes.pitch;
  const Index width = shape.out_width;
  for (Index row = 0; row < planes.rows; ++row, y += width * Index{kOutputs}) {
    for (Index column = 0; column < planes.pitch; column += lanes) {
      hn::Vec<Full> v[kOutputs];
      const Index inside = std::clamp<Index>(width - column, 0, lanes);
      if (inside == lanes) {
        load_pixels<kOutputs>(d, y + column * Index{kOutputs}, v);
      } else {
        HWY_ALIGN float mixed[kOutputs * hn::MaxLanes(d)] = {};
        std::copy_n(y + column * Index{kOutputs}, inside * Index{kOutputs}, mixed);
        load_pixels<kOutputs>(d, mixed, v);
      }
      FOVEA_UNROLL for (size_t o = 0; o < kOutputs; ++o) {
        hn::StoreU(v[o], d, to + static_cast<Index>(o) * plane + row * planes.pitch + column);
      }
    }
  }
}

// Calls body<O>() for the numbers of channels that has_few_channels (few_channels.h) takes.
#define FOVEA_PLANES(outputs, body, ...) \
  switch (outputs) {                     \
    case 1:                              \
      return body<1>(__VA_ARGS__);       \
    case 2:                              \
      return body<2>(__VA_ARGS__);       \
    case 3:                              \
      return body<3>(__VA_ARGS__);       \
    case 4:                              \
      return body<4>(__VA_ARGS__);       \
    case 6:                              \
      return body<6>(__VA_ARGS__);       \
    default:                             \
      return body<8>(__VA_ARGS__);       \
  }

void planes_forward(const PlaneForward& p) { FOVEA_PLANES(p.shape->out_channels, forward_rows, p) }
void planes_grad_weight(const PlaneGradWeight& p) {
  FOVEA_PLANES(p.shape->out_channels, grad_rows, p)
}
void planes_split(const Conv2dShape& shape, const float* y, const Planes& planes, float* to) {
  FOVEA_PLANES(shape.out_channels, split_rows, shape, y, planes, to)
}
#undef FOVEA_PLANES

}  // namespace HWY_NAMESPACE
}  // namespace fovea::cpu
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea::cpu {

HWY_EXPORT(planes_forward);
HWY_EXPORT(planes_grad_weight);
HWY_EXPORT(planes_split);

Planes planes_of_x(const Conv2dShape& shape, Index rows) {
  return {shape.channels, shape.rows_of_x(rows),
          round_up(shape.out_width, panel_width) + (shape.kernel_w - 1) * shape.dilation_w,
          nullptr};
}

Planes planes_of_y(const Conv2dShape& shape, Index rows) {
  return {shape.out_channels, rows, round_up(shape.out_width, panel_width), nullptr};
}

void split_x(const Conv2dShape& shape, const float* image, Range rows, float* to) {
  const Planes planes = planes_of_x(shape, rows.size());
  const Index first = rows.begin * shape.stride_h - shape.pad_top;
  const Index left = std::min(shape.pad_left, planes.pitch);
  const Index inside = std::clamp<Index>(planes.pitch - left, 0, shape.width);
  for (Index c = 0; c < shape.channels; ++c) {
    for (Index r = first; r < first + planes.rows; ++r, to += planes.pitch) {
      if (r < 0 || r >= shape.height) {
        std::fill(to, to + planes.pitch, 0.0f);
        continue;
      }
      const float* from = image + r * shape.width * shape.channels + c;
      std::fill(to, to + left, 0.0f);
      if (shape.channels == 1) {
        std::copy_n(from, inside, to + left);
      } else {
        for (Index w = 0; w < inside; ++w) to[left + w] = from[w * shape.channels];
      }
      std::fill(to + left + inside, to + planes.pitch, 0.0f);
    }
  }
}

void split_y(const Conv2dShape& shape, const float* y, Index rows, float* to) {
  HWY_DYNAMIC_DISPATCH(planes_split)(shape, y, planes_of_y(shape, rows), to);
}

void run_planes(const PlaneForward& forward) { HWY_DYNAMIC_DISPATCH(planes_forward)(forward); }

void run_planes(const PlaneGradWeight& gradient) {
  HWY_DYNAMIC_DISPATCH(planes_grad_weight)(gradient);
}

void add_lanes(const Conv2dShape& shape, const float* sums, float* dweight) {
  for (Index c = 0; c < shape.channels; ++c) {
    for (Index tap = 0; tap < shape.taps(); ++tap) {
      for (Index o = 0; o < shape.out_channels; ++o, sums += panel_width) {
        float sum = 0;
        for (Index lane = 0; lane < panel_width; ++lane) sum += sums[lane];
        dweight[(o * shape.taps() + tap) * shape.channels + c] = sum;
      }
    }
  }
}

}  // namespace fovea::cpu
#endif
