#include "backends/common/conv2d_winograd.h"

#include <utility>

namespace fovea {

namespace {

bool fits(const Conv2dParams& p, uint kernel) {
  return p.kernel_h == kernel && p.kernel_w == kernel && p.stride_h == 1 && p.stride_w == 1 &&
         p.dilation_h == 1 && p.dilation_w == 1 && p.groups == 1;
}

// The convolution of dy that is the gradient of the input of `p`.
Conv2dParams of_gradient(Conv2dParams p) {
  std::swap(p.height, p.out_height);
  std::swap(p.width, p.out_width);
  std::swap(p.channels, p.out_channels);
  p.pad_top = p.kernel_h - 1 - p.pad_top;
  p.pad_left = p.kernel_w - 1 - p.pad_left;
  return p;
}

}  // namespace

std::optional<OtherKernel> as_winograd(const Step& step, uint tile, uint kernel) {
  if (tile == 0) return {};
  const bool gradient = step.kernel == "conv2d_grad_input";
  if (!gradient && step.kernel != "conv2d") return {};
  Conv2dParams p = step.params.as<Conv2dParams>();
  if (!fits(p, kernel)) return {};
  if (gradient) {
    if (p.pad_top >= kernel || p.pad_left >= kernel) return {};
    p = of_gradient(p);
  }
  const uint side = tile + kernel - 1;
  const TensorType transformed{{side * side, p.channels, p.out_channels}};
  const Conv2dWinogradWeightParams weight{p.out_channels, p.channels, tile, kernel, gradient};
  return OtherKernel{"conv2d_winograd",
                     Conv2dWinogradParams{p, tile},
                     {{1, "conv2d_winograd_weight", weight, transformed}}};
}

OtherKernel as_winograd_fused(const OtherKernel& winograd) {
  const auto& weight = winograd.packs.at(0).params.as<Conv2dWinogradWeightParams>();
  const auto& params = winograd.params.as<Conv2dWinogradParams>();
  return {"conv2d_winograd_fused", Conv2dWinogradFusedParams{params, weight.turned}, {}};
}

std::optional<OtherKernel> as_winograd_grad_weight(const Step& step, uint tile) {
  if (tile == 0 || step.kernel != "conv2d_grad_weight") return {};
  const Conv2dParams p = step.params.as<Conv2dParams>();
  if (!fits(p, 3)) return {};
  return OtherKernel{"conv2d_winograd_grad_weight", Conv2dWinogradParams{p, tile}, {}};
}

}  // namespace fovea
