// Decides when Winograd's algorithm is used, only by the shape: the rule comes from times of both
// algorithms with AVX2 and AVX-512. Also finds the places of its tiles.
#include "backends/cpu/conv/winograd.h"

#include "backends/common/conv2d_winograd.h"

namespace fovea::cpu {

namespace {

// Small products and tiles that are half empty cost as much as the fewer multiplications save. So
// does what is done once for all results, if there are few.
bool pays(const Conv2dShape& shape, Index fewest_channels, Index fewest_results) {
  constexpr Index fewest_pairs = 256;
  const WinogradTiles tiles(shape);
  const Index results = shape.batch * shape.pixels();
  return std::min(shape.channels, shape.out_channels) >= fewest_channels &&
         shape.channels * shape.out_channels >= fewest_pairs && results >= fewest_results &&
         2 * results >= tiles.count * tiles.size * tiles.size;
}

// Weights are four times as large for 3x3 kernels. Tiles of 2x2 have more pixels to transform for a
// result.
bool forward_pays(const Conv2dShape& shape) {
  constexpr Index large_weight = Index{1} << 20;
  const bool large = winograd_weight_count(shape.channels, shape.out_channels) > large_weight;
  return pays(shape, shape.kernel_h == 5 ? 16 : 8, large ? 192 : 36);
}

// Most caches cannot hold a transformed weight of 8 MB. It is faster to transform it again for each
// batch, unless so few tiles use it that this takes longer than reading it.
bool fusing_pays(const Conv2dShape& shape) {
  constexpr Index large_weight = Index{1} << 21, fewest_tiles = 32;
  return winograd_weight_count(shape.channels, shape.out_channels) > large_weight &&
         WinogradTiles(shape).count >= fewest_tiles;
}

bool grad_weight_pays(const Conv2dShape& shape) { return pays(shape, 8, 192); }

}  // namespace

WinogradPixels pixels_of(const Conv2dShape& shape, const WinogradTiles& tiles, Index tile,
                         const float* x, const float* zeros) {
  const Index channels = shape.channels, height = shape.height, width = shape.width;
  const Index top = tiles.row(tile) - shape.pad_top, left = tiles.column(tile) - shape.pad_left;
  const float* corner = x + ((tiles.image(tile) * height + top) * width + left) * channels;
  const bool whole = top >= 0 && left >= 0 && top + 6 <= height && left + 6 <= width;
  WinogradPixels pixels;
  for (Index h = 0, i = 0; h < 6; ++h) {
    for (Index w = 0; w < 6; ++w, ++i) {
      const bool inside =
          whole || (top + h >= 0 && top + h < height && left + w >= 0 && left + w < width);
      pixels[static_cast<size_t>(i)] = inside ? corner + (h * width + w) * channels : zeros;
    }
  }
  return pixels;
}

WinogradResults results_of(const Conv2dShape& shape, const WinogradTiles& tiles, Index tile) {
  const Index row = tiles.row(tile), column = tiles.column(tile);
  WinogradResults results;
  results.size = tiles.size;
  results.rows = std::min(tiles.size, shape.out_height - row);
  results.columns = std::min(tiles.size, shape.out_width - column);
  results.pixel_stride = shape.out_channels;
  results.row_stride = shape.out_width * shape.out_channels;
  results.first = (tiles.image(tile) * shape.out_height + row) * results.row_stride +
                  column * results.pixel_stride;
  return results;
}

bool can_be_fused(const Conv2dWinogradParams& params) {
  const Conv2dShape shape(params.conv2d);
  return shape.kernel_h == 3 && params.tile == winograd_tile(3) &&
         shape.channels % fused_inputs == 0 && shape.out_channels % fused_outputs == 0 &&
         WinogradTiles(shape).count <= most_fused_tiles;
}

std::optional<OtherKernel> by_winograd(const Step& step) {
  std::optional<OtherKernel> winograd = as_winograd(step, winograd_tile(3));
  if (!winograd) winograd = as_winograd(step, winograd_tile(5), 5);
  if (!winograd) return {};
  const auto& params = winograd->params.as<Conv2dWinogradParams>();
  const Conv2dShape shape(params.conv2d);
  if (!forward_pays(shape)) return {};
  if (can_be_fused(params) && fusing_pays(shape)) return as_winograd_fused(*winograd);
  winograd->packs[0].type = {Shape{winograd_weight_count(shape.channels, shape.out_channels)}};
  return winograd;
}

std::optional<OtherKernel> grad_weight_by_winograd(const Step& step) {
  std::optional<OtherKernel> winograd = as_winograd_grad_weight(step, winograd_tile(3));
  if (!winograd) return {};
  if (!grad_weight_pays(Conv2dShape(winograd->params.as<Conv2dWinogradParams>().conv2d))) return {};
  return winograd;
}

}  // namespace fovea::cpu
