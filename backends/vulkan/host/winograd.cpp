// Winograd's algorithm saves multiplications but moves more bytes: V and the products are written
// and read, (m+2)^2 floats per tile for each channel of x and of y. Both are counted here in bytes,
// with `balance` FLOPs per byte: what GPUs of recent years compute in the time that they need for a
// byte (an NVIDIA A100: 19.5 TFLOP/s in fp32 over 1.56 TB/s is 12, an RTX 3080: 29.8 over 0.76 is
// 39, by their makers' data sheets). Nothing here was measured on a GPU.
#include "backends/vulkan/host/winograd.h"

#include "backends/vulkan/shapes/winograd_shape.h"

namespace fovea::vulkan {

namespace {

constexpr double balance = 40;
constexpr std::int64_t most_scratch = std::int64_t{256} << 20;

double direct_cost(const Conv2dParams& p) {
  return 2.0 * 9 * p.batch * p.out_height * p.out_width * p.channels * p.out_channels / balance;
}

double winograd_cost(const Conv2dWinogradParams& p) {
  const double products = winograd_products(p), inputs = p.conv2d.channels;
  const double outputs = p.conv2d.out_channels, tiles = winograd_tiles(p);
  const double traffic = 2 * 4 * products * tiles * (inputs + outputs);
  const double weights = 4 * products * inputs * outputs;
  return 2 * products * tiles * inputs * outputs / balance + traffic + weights;
}

}  // namespace

uint winograd_tile(const Step& step, bool software) {
  // The software driver is not faster with it: docs/vulkan.md has the times.
  if (software) return 0;
  uint best = 0;
  double least = 0;
  for (const uint tile : {2u, 4u}) {
    const std::optional<OtherKernel> winograd = as_winograd(step, tile);
    if (!winograd) return 0;
    const auto& p = winograd->params.as<Conv2dWinogradParams>();
    if (least == 0) least = direct_cost(p.conv2d);
    if (conv2d_winograd_scratch(p) > most_scratch || winograd_cost(p) >= least) continue;
    least = winograd_cost(p);
    best = tile;
  }
  return best;
}

}  // namespace fovea::vulkan
