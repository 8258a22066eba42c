// The weight's gradient by Winograd's formula in fovea/kernels/conv2d_winograd.h.
#include "backends/reference/winograd.h"
#include "fovea/reference/reference.h"

namespace fovea::reference {

namespace {

// A dy A^T of channel o of a tile.
template <Give give, typename Real>
std::vector<double> gradient_tile(const Conv2dWinogradParams& params, const Real* dy,
                                  const WinogradPlace& place, uint o) {
  std::vector<double> tile(size_t{params.tile} * params.tile);
  place.for_pixels(params, [&](size_t i, size_t pixel) {
    tile[i] = double{dy[pixel * params.conv2d.out_channels + o]};
  });
  return winograd_output_transform<give>(params.tile, params.conv2d.kernel_h).turned()(tile);
}

template <typename Real, Give give>
void conv2d_winograd_grad_weight(const KernelArgs& args) {
  const auto& params = args.params<Conv2dWinogradParams>();
  const size_t inputs = params.conv2d.channels, outputs = params.conv2d.out_channels;
  const size_t products = size_t{winograd_side(params)} * winograd_side(params);
  const uint kernel = params.conv2d.kernel_h;
  const size_t count = size_t{kernel} * kernel;
  const Real *x = args.input<Real>(0), *dy = args.input<Real>(1);
  std::vector<std::vector<double>> sums(outputs * inputs, std::vector<double>(products));
  for (uint tile = 0; tile < winograd_tiles(params); ++tile) {
    const WinogradPlace place(params, tile);
    const auto v = winograd_inputs<give>(params, x, place);
    for (uint o = 0; o < outputs; ++o) {
      const std::vector<double> gradient = gradient_tile<give>(params, dy, place, o);
      for (uint i = 0; i < inputs; ++i) {
        for (size_t k = 0; k < products; ++k) sums[o * inputs + i][k] += gradient[k] * v[i][k];
      }
    }
  }
  const auto transform = winograd_weight_transform<give>(params.tile, kernel).turned();
  Real* dweight = args.output<Real>(0);
  for (size_t o = 0; o < outputs; ++o) {
    for (size_t i = 0; i < inputs; ++i) {
      const std::vector<double> taps = transform(sums[o * inputs + i]);
      for (size_t k = 0; k < count; ++k) {
        dweight[(o * count + k) * inputs + i] = static_cast<Real>(taps[k]);
      }
    }
  }
}

void sizes(const KernelArgs& args) {
  on_absolutes(args, conv2d_winograd_grad_weight<double, Give::sizes>);
  const auto& params = args.params<Conv2dWinogradParams>();
  const Conv2dParams& p = params.conv2d;
  const double share =
      winograd_share(winograd_tiles(params), 1.0 * p.batch * p.out_height * p.out_width);
  double* dweight = args.output<double>(0);
  for (std::int64_t i = 0; i < args.output_count(0); ++i) dweight[i] *= share;
}

}  // namespace

void register_conv2d_winograd_grad_weight(KernelTable& table) {
  table["conv2d_winograd_grad_weight"] = {conv2d_winograd_grad_weight<float, Give::values>,
                                          conv2d_winograd_grad_weight<double, Give::values>, sizes};
}

}  // namespace fovea::reference
