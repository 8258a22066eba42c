// When Winograd's algorithm is taken: a rule of the shape alone, from the times of both algorithms
// with AVX2 and AVX-512.
#include "backends/cpu/conv/winograd.h"

#include "backends/common/conv2d_winograd.h"

namespace fovea::cpu {

namespace {

// Small products and tiles that are half empty cost what the fewer multiplications save, and so do
// four times the weights if few results share them.
bool pays(const Conv2dShape& shape) {
  constexpr Index fewest_channels = 8, fewest_pairs = 256;
  constexpr Index large_weight = Index{1} << 20, fewest_results = 36, fewest_of_large = 192;
  const Index results = shape.batch * shape.pixels();
  const Index of_tiles = WinogradTiles(shape).count * winograd_tile * winograd_tile;
  const bool large = winograd_weight_count(shape.channels, shape.out_channels) > large_weight;
  return std::min(shape.channels, shape.out_channels) >= fewest_channels &&
         shape.channels * shape.out_channels >= fewest_pairs && 2 * results >= of_tiles &&
         results >= (large ? fewest_of_large : fewest_results);
}

}  // namespace

std::optional<OtherKernel> by_winograd(const Step& step) {
  std::optional<OtherKernel> winograd = as_winograd(step, winograd_tile);
  if (!winograd) return {};
  const Conv2dParams& params = winograd->params.as<Conv2dWinogradParams>().conv2d;
  if (!pays(Conv2dShape(params))) return {};
  winograd->packs[0].type = {Shape{winograd_weight_count(params.channels, params.out_channels)}};
  return winograd;
}

}  // namespace fovea::cpu
