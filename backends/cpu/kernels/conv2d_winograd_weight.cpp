// conv2d_winograd_weight (weight) -> U = G g G^T of every pair of channels, as panels for the 36
// products of conv2d_winograd: (outputs / 16, 36, inputs, 16). Vectors run over the outputs, which
// a turned weight has side by side; of the other, a panel is transposed first.
#include "fovea/kernels/conv2d_winograd.h"

#include <hwy/cache_control.h>

#include "backends/cpu/conv/winograd.h"
#include "fovea/cpu/kernel.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backends/cpu/kernels/conv2d_winograd_weight.cpp"
#include <hwy/foreach_target.h>
// Behind foreach_target.h.
#include <hwy/highway.h>

#include "backends/cpu/gemm/pack-inl.h"
#include "backends/cpu/gemm/tile-inl.h"

#ifndef FOVEA_CPU_WINOGRAD_TAPS
#define FOVEA_CPU_WINOGRAD_TAPS
namespace fovea::cpu {

// A panel of at most 16 outputs: tap k of input i at first + i * input_stride + k * tap_stride.
struct WinogradTaps {
  const float* first = nullptr;
  Index input_stride = 0, tap_stride = 0, inputs = 0, outputs = 0;
};

}  // namespace fovea::cpu
#endif

HWY_BEFORE_NAMESPACE();
namespace fovea::cpu {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// G times a column of three. Its rows come in pairs that differ in the sign of the middle.
template <class D, class V = hn::Vec<D>>
HWY_INLINE void weight_line(D d, const V& x0, const V& x1, const V& x2, V (&y)[6]) {
  const auto g = [d](size_t i) HWY_ATTR { return hn::Set(d, static_cast<float>(winograd_g4[i])); };
  y[0] = hn::Mul(g(0), x0);
  FOVEA_UNROLL for (size_t r = 1; r < 5; r += 2) {
    const V even = hn::MulAdd(g(r * 3), x0, hn::Mul(g(r * 3 + 2), x2));
    y[r] = hn::MulAdd(g(r * 3 + 1), x1, even);
    y[r + 1] = hn::NegMulAdd(g(r * 3 + 1), x1, even);
  }
  y[5] = x2;
}

// The 36 products, `product_stride` floats apart.
constexpr Index inputs_ahead = 8;

template <bool kPastCaches>
HWY_INLINE void transform_panel_by(const WinogradTaps& taps, float* to, Index product_stride) {
  const Full d;
  using V = hn::Vec<Full>;
  const Index lanes = static_cast<Index>(hn::Lanes(d));
  for (Index i = 0; i < taps.inputs; ++i, to += panel_width) {
    const float* first = taps.first + i * taps.input_stride;
    if (taps.input_stride > panel_width) {  // no hardware follows rows so far apart
      const float* ahead =
          taps.first + std::min(i + inputs_ahead, taps.inputs - 1) * taps.input_stride;
      for (Index k = 0; k < 9; ++k) __builtin_prefetch(ahead + k * taps.tap_stride);
    }
    for (Index o = 0; o < panel_width; o += lanes) {
      const Index count = std::max<Index>(0, taps.outputs - o);
      V columns[3][6];
      FOVEA_UNROLL for (Index s = 0; s < 3; ++s) {
        const float* tap = first + s * taps.tap_stride + o;
        const Index row = 3 * taps.tap_stride;
        weight_line(d, load_part(d, tap, count), load_part(d, tap + row, count),
                    load_part(d, tap + 2 * row, count), columns[s]);
      }
      float* product = to + o;
      FOVEA_UNROLL for (size_t r = 0; r < 6; ++r) {
        V y[6];
        weight_line(d, columns[0][r], columns[1][r], columns[2][r], y);
        FOVEA_UNROLL for (size_t s = 0; s < 6; ++s, product += product_stride) {
          store_whole<kPastCaches>(d, y[s], product);
        }
      }
    }
  }
}

void transform_panel(const WinogradTaps& taps, float* to, Index product_stride, bool past_caches) {
  if (past_caches) {
    transform_panel_by<true>(taps, to, product_stride);
  } else {
    transform_panel_by<false>(taps, to, product_stride);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace fovea::cpu
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea::cpu {

HWY_EXPORT(pack_panel);
HWY_EXPORT(transform_panel);

namespace {

constexpr Index chunk_floats = 32768;

// The panel from output `first` on.
WinogradTaps taps_of(const Conv2dWinogradWeightParams& params, const float* weight, Index first) {
  constexpr Index taps = 9;
  const Index inputs = params.channels, outputs = params.out_channels;
  WinogradTaps panel;
  panel.inputs = inputs;
  panel.outputs = std::min(panel_width, outputs - first);
  if (params.turned) {
    panel.first = weight + (taps - 1) * outputs + first;
    panel.input_stride = taps * outputs;
    panel.tap_stride = -outputs;
    return panel;
  }
  float* packed = thread_scratch_of<float>(static_cast<size_t>(taps * inputs * panel_width));
  HWY_DYNAMIC_DISPATCH(pack_panel)
  (weight + first * taps * inputs, taps * inputs, panel.outputs, packed);
  panel.first = packed;
  panel.input_stride = panel_width;
  panel.tap_stride = inputs * panel_width;
  return panel;
}

void run(const KernelArgs& args) {
  const auto& params = args.params<Conv2dWinogradWeightParams>();
  const Index inputs = params.channels, outputs = params.out_channels;
  const Index panels = divide_up(outputs, panel_width), panel = winograd_weight_panel(inputs);
  const Index per_chunk = divide_up(chunk_floats, panel);
  const bool past_caches = winograd_weight_count(inputs, outputs) > cached_floats;
  const float* weight = args.input<float>(0);
  float* packed = args.output<float>(0);
  parallel_for(static_cast<int>(divide_up(panels, per_chunk)), [&](int chunk) {
    for (Index p = chunk * per_chunk; p < std::min((chunk + 1) * per_chunk, panels); ++p) {
      HWY_DYNAMIC_DISPATCH(transform_panel)
      (taps_of(params, weight, p * panel_width), packed + p * panel, winograd_weight_plane(inputs),
       past_caches);
    }
    if (past_caches) hwy::FlushStream();
  });
}

Support query(const Step& step) {
  if (step.params.as<Conv2dWinogradWeightParams>().tile == winograd_tile) return {};
  return {.reason = "it transforms tiles of 4x4 alone"};
}

}  // namespace

void register_conv2d_winograd_weight(KernelTable& table) {
  table["conv2d_winograd_weight"] = {run, query};
}

}  // namespace fovea::cpu
#endif
