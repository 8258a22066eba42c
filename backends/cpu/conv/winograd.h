// Winograd's convolutions F(4x4, 3x3) and F(2x2, 5x5) on the CPU: when they are used, and where
// their tiles are. A tile of 4x4 or 2x2 results sees 6x6 pixels and takes 36 multiplications for
// each pair of channels, not 144 or 100 (fovea/kernels/conv2d_winograd.h has the formula).
#pragma once

#include <array>
#include <optional>

#include "backends/cpu/conv/conv2d_block.h"
#include "fovea/kernels/conv2d_winograd.h"
#include "fovea/runtime/backend.h"

namespace fovea::cpu {

constexpr std::uint32_t winograd_side = 6;
constexpr Index winograd_products = winograd_side * winograd_side;
/// Rows and columns of a tile's results, for a kernel of 3x3 or 5x5.
constexpr std::uint32_t winograd_tile(std::uint32_t kernel) { return winograd_side + 1 - kernel; }

/// Inputs and outputs that conv2d_winograd_fused treats together: two lines of a weight's row.
constexpr Index fused_inputs = 32, fused_outputs = 32;
/// This many tiles fit into the second-level cache with their sums for 32 outputs.
constexpr Index most_fused_tiles = 128;

/// A distance for rows or planes with which they share no sets of a cache.
constexpr Index apart(Index floats) { return (divide_up(floats, panel_width) | 1) * panel_width; }

/// The transformed weight: for each panel of 16 outputs the 36 products, (inputs, 16), one
/// after another.
constexpr Index winograd_weight_plane(Index inputs) { return apart(inputs * panel_width); }
constexpr Index winograd_weight_panel(Index inputs) {
  return winograd_products * winograd_weight_plane(inputs);
}
constexpr Index winograd_weight_count(Index inputs, Index outputs) {
  return divide_up(outputs, panel_width) * winograd_weight_panel(inputs);
}

/// The tiles of a batch, image by image and row by row.
struct WinogradTiles {
  explicit WinogradTiles(const Conv2dShape& shape)
      : size(winograd_tile(static_cast<std::uint32_t>(shape.kernel_h))),
        down(divide_up(shape.out_height, size)),
        across(divide_up(shape.out_width, size)),
        count(shape.batch * down * across) {}

  Index size, down, across, count;  // size: rows and columns of results

  Index image(Index tile) const { return tile / (down * across); }
  Index row(Index tile) const { return tile / across % down * size; }
  Index column(Index tile) const { return tile % across * size; }
};

/// The addresses of the 6x6 pixels of x that a tile sees; in the padding `zeros`, as many
/// as channels.
using WinogradPixels = std::array<const float*, winograd_products>;
WinogradPixels pixels_of(const Conv2dShape& shape, const WinogradTiles& tiles, Index tile,
                         const float* x, const float* zeros);

/// The part of a tile of size x size that is inside y, and its place there, in floats.
struct WinogradResults {
  Index size = 0, rows = 0, columns = 0;
  Index first = 0, row_stride = 0, pixel_stride = 0;
};

WinogradResults results_of(const Conv2dShape& shape, const WinogradTiles& tiles, Index tile);

/// A panel of at most 16 outputs of a kernel x kernel weight: tap k of input i at
/// first + i * input_stride + k * tap_stride.
struct WinogradTaps {
  Index kernel = 3;
  const float* first = nullptr;
  Index input_stride = 0, tap_stride = 0, inputs = 0, outputs = 0;
};

/// Whether conv2d_winograd_fused can compute it.
bool can_be_fused(const Conv2dWinogradParams& params);

/// Winograd's kernel for a conv2d or conv2d_grad_input that it computes faster than the direct
/// loops: it depends only on the shape. Empty for all others.
std::optional<OtherKernel> by_winograd(const Step& step);
/// The same for a conv2d_grad_weight.
std::optional<OtherKernel> grad_weight_by_winograd(const Step& step);

}  // namespace fovea::cpu
