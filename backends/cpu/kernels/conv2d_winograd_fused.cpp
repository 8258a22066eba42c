// conv2d_winograd_fused (x, weight, epilogue operands) -> y: conv2d_winograd for a weight that few
// tiles use, whose transformed form, four times as large, would come from memory. This form is
// never stored as a whole. First V = B^T d B of all tiles is made, (inputs / 32, 36, tiles, 32).
// Then, for each 32 outputs, the weights of a block of 32 inputs at a time are transformed,
// multiplied with all tiles and overwritten, while the weights of the next block are prefetched.
// The 36 sums (tiles, 32) stay in the cache.
#include <array>

#include "backends/cpu/conv/winograd.h"
#include "backends/cpu/gemm/finish.h"
#include "fovea/cpu/kernel.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backends/cpu/kernels/conv2d_winograd_fused.cpp"
#include <hwy/foreach_target.h>
// These must come after foreach_target.h.
#include <hwy/highway.h>

#include "backends/cpu/conv/winograd-inl.h"
#include "backends/cpu/conv/winograd_weight-inl.h"
#include "backends/cpu/gemm/pack-inl.h"

#if HWY_ONCE
namespace fovea::cpu {

HWY_EXPORT(pack_panel);
HWY_EXPORT(transform_panel);
HWY_EXPORT(transform_pixels);
HWY_EXPORT(transform_results);

namespace {

constexpr Index tiles_per_chunk = 4;
constexpr Index taps = 9;

class FusedWinograd {
 public:
  explicit FusedWinograd(const Conv2dWinogradFusedParams& params)
      : shape_(params.winograd.conv2d),
        tiles_(shape_),
        turned_(params.turned != 0),
        blocks_(shape_.channels / fused_inputs),
        v_plane_(apart(tiles_.count * fused_inputs)),
        m_plane_(apart(tiles_.count * fused_outputs)) {}

  std::int64_t scratch_bytes() const {
    return static_cast<std::int64_t>(sizeof(float)) * blocks_ * winograd_products * v_plane_;
  }

  void run(const KernelArgs& args, const Finish& finish) {
    x_ = args.input<float>(0);
    weight_ = args.input<float>(1);
    y_ = args.output<float>(0);
    v_ = reinterpret_cast<float*>(args.scratch);
    const Index parts = divide_up(tiles_.count, tiles_per_chunk);
    parallel_for(static_cast<int>(parts),
                 [&](int part) { transform_tiles(part_of(tiles_.count, parts, part)); });
    parallel_for(static_cast<int>(shape_.out_channels / fused_outputs),
                 [&](int chunk) { run_outputs(chunk * fused_outputs, finish); });
  }

 private:
  void transform_tiles(Range tiles) const {
    float* zeros = thread_scratch_of<float>(static_cast<size_t>(shape_.channels));
    std::fill(zeros, zeros + shape_.channels, 0.0f);
    const auto transform = HWY_DYNAMIC_DISPATCH(transform_pixels);
    for (Index t = tiles.begin; t < tiles.end; ++t) {
      WinogradPixels pixels = pixels_of(shape_, tiles_, t, x_, zeros);
      for (Index block = 0; block < blocks_; ++block) {
        transform(pixels.data(), fused_inputs, v_of(block, t), v_plane_);
        for (const float*& pixel : pixels) pixel += fused_inputs;
      }
    }
  }

  float* v_of(Index block, Index tile) const {
    return v_ + block * winograd_products * v_plane_ + tile * fused_inputs;
  }

  void run_outputs(Index first, const Finish& finish) const {
    constexpr Index panels = fused_outputs / panel_width;
    constexpr Index u_panel = fused_inputs * panel_width, u_plane = apart(panels * u_panel);
    float* u = thread_scratch_of<float>(
        static_cast<size_t>(winograd_products * (u_plane + m_plane_) + taps * u_panel));
    float *m = u + winograd_products * u_plane, *packed = m + winograd_products * m_plane_;
    for (Index block = 0; block < blocks_; ++block) {
      for (Index p = 0; p < panels; ++p) {
        HWY_DYNAMIC_DISPATCH(transform_panel)
        (taps_of(first + p * panel_width, block, packed), u + p * u_panel, u_plane, false);
      }
      multiply(first, block, u, u_panel, u_plane, m);
    }
    const auto transform = HWY_DYNAMIC_DISPATCH(transform_results);
    for (Index t = 0; t < tiles_.count; ++t) {
      transform(m + t * fused_outputs, m_plane_, results_of(shape_, tiles_, t),
                {first, first + fused_outputs}, finish, y_);
    }
  }

  // A panel of outputs and a block of inputs, transposed into `packed` unless the weight is turned.
  WinogradTaps taps_of(Index output, Index block, float* packed) const {
    WinogradTaps panel;
    panel.inputs = fused_inputs;
    panel.outputs = panel_width;
    if (turned_) {
      panel.first = row_of(block * fused_inputs, taps - 1) + output;
      panel.input_stride = taps * shape_.out_channels;
      panel.tap_stride = -shape_.out_channels;
      return panel;
    }
    panel.first = packed;
    panel.input_stride = panel_width;
    panel.tap_stride = fused_inputs * panel_width;
    for (Index tap = 0; tap < taps; ++tap) {
      HWY_DYNAMIC_DISPATCH(pack_panel)
      (row_of(output, tap) + block * fused_inputs, taps * shape_.channels, fused_inputs,
       panel_width, packed + tap * panel.tap_stride);
    }
    return panel;
  }

  // The weight is (channel, 9, others); if it is turned, the channel is an input.
  const float* row_of(Index channel, Index tap) const {
    return weight_ + (channel * taps + tap) * (turned_ ? shape_.out_channels : shape_.channels);
  }

  void multiply(Index first, Index block, const float* u, Index u_panel, Index u_plane,
                float* m) const {
    std::array<const float*, most_fused_tiles> rows;
    for (Index t = 0; t < tiles_.count; ++t) rows[static_cast<size_t>(t)] = v_of(block, t);
    RowProduct product;
    product.rows = {rows.data(), static_cast<size_t>(tiles_.count)};
    product.panels = u;
    product.panel_stride = u_panel;
    product.columns = {0, fused_outputs};
    product.c = m;
    product.ldc = fused_outputs;
    product.add = block > 0;
    for (Index i = 0; i < winograd_products; ++i) {
      if (block + 1 < blocks_) prefetch(first, block + 1, i);
      const Segment segment = {i * v_plane_, 0, fused_inputs};
      product.segments = {&segment, 1};
      multiply_rows(product);
      product.panels += u_plane;
      product.c += m_plane_;
    }
  }

  // One of 36 parts of the weights of a block, which the hardware does not prefetch: rows of
  // two lines.
  void prefetch(Index first, Index block, Index part) const {
    constexpr Index rows = fused_inputs * taps / winograd_products;
    static_assert(fused_inputs == fused_outputs && rows * winograd_products == fused_inputs * taps);
    const Index channel = turned_ ? block * fused_inputs : first;
    const Index column = turned_ ? first : block * fused_inputs;
    for (Index r = part * rows; r < (part + 1) * rows; ++r) {
      const float* row = row_of(channel + r / taps, r % taps) + column;
      __builtin_prefetch(row, 0, 2);
      __builtin_prefetch(row + panel_width, 0, 2);
    }
  }

  const Conv2dShape shape_;
  const WinogradTiles tiles_;
  const bool turned_;
  const Index blocks_;             // of inputs
  const Index v_plane_, m_plane_;  // floats from a product to the next
  const float *x_ = nullptr, *weight_ = nullptr;
  float *y_ = nullptr, *v_ = nullptr;
};

void run(const KernelArgs& args) {
  const auto& params = args.params<Conv2dWinogradFusedParams>();
  FusedWinograd(params).run(args, finish_of(params.winograd.conv2d.epilogue, args, 2));
}

Support query(const Step& step) {
  const auto& params = step.params.as<Conv2dWinogradFusedParams>();
  if (!can_be_fused(params.winograd)) return {.reason = "it has whole blocks of channels alone"};
  return {.scratch_bytes = FusedWinograd(params).scratch_bytes(),
          .in_place = finish_in_place(params.winograd.conv2d.epilogue, 2)};
}

}  // namespace

void register_conv2d_winograd_fused(KernelTable& table) {
  table["conv2d_winograd_fused"] = {run, query};
}

}  // namespace fovea::cpu
#endif
