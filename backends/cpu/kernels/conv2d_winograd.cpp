// conv2d_winograd (x, U, epilogue operands) -> y: it takes some tiles at a time, whose
// transformed pixels V (36, tiles, inputs) stay in the cache. For a block of outputs 36 products,
// whose k runs over the inputs, give (36, tiles, block), which are at once transformed back,
// finished and stored.
#include "fovea/kernels/conv2d_winograd.h"

#include <array>

#include "backends/cpu/conv/winograd.h"
#include "backends/cpu/gemm/finish.h"
#include "fovea/cpu/kernel.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backends/cpu/kernels/conv2d_winograd.cpp"
#include <hwy/foreach_target.h>
// These must come after foreach_target.h.
#include <hwy/highway.h>

#include "backends/cpu/conv/winograd-inl.h"

#if HWY_ONCE
namespace fovea::cpu {

HWY_EXPORT(transform_pixels);
HWY_EXPORT(transform_results);

namespace {

constexpr double chunk_flops = 2e6;
constexpr Index enough_chunks = 64;
constexpr Index most_tiles = 48;
constexpr Index block_floats = 1 << 18;         // of V, which stays in the second-level cache
constexpr Index large_weight = Index{1} << 22;  // floats; more come from memory at every use
constexpr Index block_columns = 64, fewest_columns = 64;

class Winograd {
 public:
  explicit Winograd(const KernelArgs& args)
      : params_(args.params<Conv2dWinogradParams>().conv2d),
        shape_(params_),
        tiles_(shape_),
        x_(args.input<float>(0)),
        packed_(args.input<float>(1)),
        y_(args.output<float>(0)),
        finish_(finish_of(params_.epilogue, args, 2)),
        row_(shape_.channels % 256 == 0 ? apart(shape_.channels)
                                        : round_up(shape_.channels, panel_width)) {
    const Index flops = 2 * winograd_products * shape_.channels * shape_.out_channels;  // of a tile
    const Index chunk = static_cast<Index>(chunk_flops) / flops + 1;
    parts_ = divide_up(tiles_.count, std::max(chunk, block_tiles()));
    column_parts_ = std::min(enough_chunks, tiles_.count / chunk) / parts_;
    column_parts_ =
        std::clamp<Index>(column_parts_, 1, divide_up(shape_.out_channels, fewest_columns));
  }

  void run() {
    parallel_for(static_cast<int>(parts_ * column_parts_), [this](int chunk) {
      const Range tiles = part_of(tiles_.count, parts_, chunk / column_parts_);
      const Range columns =
          part_of(shape_.out_channels, column_parts_, chunk % column_parts_, 2 * panel_width);
      const Index blocks = divide_up(tiles.size(), block_tiles());
      for (Index b = 0; b < blocks; ++b) {
        const Range block = part_of(tiles.size(), blocks, b);
        run_block({tiles.begin + block.begin, tiles.begin + block.end}, columns);
      }
    });
  }

 private:
  // A weight that is too large for the caches should be used as often as possible.
  Index block_tiles() const {
    if (winograd_weight_count(shape_.channels, shape_.out_channels) > large_weight) {
      return most_tiles;
    }
    constexpr Index unit = 12;
    const Index fit = block_floats / (winograd_products * shape_.channels) / unit * unit;
    return std::clamp(fit, unit, most_tiles);
  }

  void run_block(Range tiles, Range columns) {
    const Index width = std::min(round_up(columns.size(), panel_width), block_columns);
    const Index v_plane = apart(tiles.size() * row_), m_plane = apart(tiles.size() * width);
    float* v = thread_scratch_of<float>(
        static_cast<size_t>(winograd_products * (v_plane + m_plane) + shape_.channels));
    float* m = v + winograd_products * v_plane;
    transform_in(tiles, v, v_plane, m + winograd_products * m_plane);
    std::array<const float*, most_tiles> rows;
    for (Index t = 0; t < tiles.size(); ++t) rows[static_cast<size_t>(t)] = v + t * row_;
    const auto transform = HWY_DYNAMIC_DISPATCH(transform_results);
    for (Index first = columns.begin; first < columns.end; first += width) {
      const Range block = {first, std::min(first + width, columns.end)};
      multiply({rows.data(), static_cast<size_t>(tiles.size())}, v_plane, block, m, width, m_plane);
      for (Index t = 0; t < tiles.size(); ++t) {
        transform(m + t * width, m_plane, results_of(shape_, tiles_, tiles.begin + t), block,
                  finish_, y_);
      }
    }
  }

  void transform_in(Range tiles, float* v, Index v_plane, float* zeros) const {
    std::fill(zeros, zeros + shape_.channels, 0.0f);
    const auto transform = HWY_DYNAMIC_DISPATCH(transform_pixels);
    for (Index t = tiles.begin; t < tiles.end; ++t, v += row_) {
      const WinogradPixels pixels = pixels_of(shape_, tiles_, t, x_, zeros);
      transform(pixels.data(), shape_.channels, v, v_plane);
    }
  }

  void multiply(std::span<const float* const> rows, Index v_plane, Range columns, float* m,
                Index width, Index m_plane) const {
    RowProduct product;
    product.rows = rows;
    product.panel_stride = winograd_weight_panel(shape_.channels);
    product.panels = packed_ + columns.begin / panel_width * product.panel_stride;
    product.columns = {0, round_up(columns.size(), panel_width)};
    product.c = m;
    product.ldc = width;
    for (Index i = 0; i < winograd_products; ++i) {
      const Segment segment = {i * v_plane, 0, shape_.channels};
      product.segments = {&segment, 1};
      multiply_rows(product);
      product.panels += winograd_weight_plane(shape_.channels);
      product.c += m_plane;
    }
  }

  const Conv2dParams& params_;
  const Conv2dShape shape_;
  const WinogradTiles tiles_;
  const float *x_, *packed_;
  float* y_;
  const Finish finish_;
  const Index row_;  // floats from a tile to the next in V
  Index parts_, column_parts_;
};

void run(const KernelArgs& args) { Winograd(args).run(); }

Support query(const Step& step) {
  const auto& params = step.params.as<Conv2dWinogradParams>();
  if (params.tile != winograd_tile(params.conv2d.kernel_h)) {
    return {.reason = "its tiles see 6x6 pixels"};
  }
  return {.in_place = finish_in_place(params.conv2d.epilogue, 2)};
}

}  // namespace

void register_conv2d_winograd(KernelTable& table) { table["conv2d_winograd"] = {run, query}; }

}  // namespace fovea::cpu
#endif
