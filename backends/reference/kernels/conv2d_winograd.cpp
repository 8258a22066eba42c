// Winograd's convolution tile by tile, with the formula of fovea/kernels/conv2d_winograd.h.
#include "fovea/kernels/conv2d_winograd.h"

#include <limits>

#include "backends/reference/epilogue.h"
#include "backends/reference/magnitudes.h"
#include "backends/reference/winograd.h"
#include "fovea/reference/reference.h"

namespace fovea::reference {

namespace {

template <typename Real, Give give>
void conv2d_winograd_weight(const KernelArgs& args) {
  const auto& p = args.params<Conv2dWinogradWeightParams>();
  const auto transform = winograd_weight_transform<give>(p.tile, p.kernel);
  const Real* weight = args.input<Real>(0);
  Real* u = args.output<Real>(0);
  const size_t inputs = p.channels, outputs = p.out_channels, taps = size_t{p.kernel} * p.kernel;
  for (size_t i = 0; i < inputs; ++i) {
    for (size_t o = 0; o < outputs; ++o) {
      std::vector<double> g(taps);
      for (size_t k = 0; k < taps; ++k) {
        g[k] = weight[p.turned ? (i * taps + taps - 1 - k) * outputs + o
                               : (o * taps + k) * inputs + i];
      }
      const std::vector<double> transformed = transform(g);
      for (size_t k = 0; k < transformed.size(); ++k) {
        u[(k * inputs + i) * outputs + o] = static_cast<Real>(transformed[k]);
      }
    }
  }
}

template <typename Real, Give give>
void conv2d_winograd(const KernelArgs& args) {
  const auto& params = args.params<Conv2dWinogradParams>();
  const Conv2dParams& p = params.conv2d;
  const auto transform = winograd_output_transform<give>(params.tile, p.kernel_h);
  const EpilogueOf<Real> epilogue(args, p.epilogue, 2);
  const Real *x = args.input<Real>(0), *u = args.input<Real>(1);
  Real* y = args.output<Real>(0);
  for (uint tile = 0; tile < winograd_tiles(params); ++tile) {
    const WinogradPlace place(params, tile);
    const auto v = winograd_inputs<give>(params, x, place);
    for (uint o = 0; o < p.out_channels; ++o) {
      std::vector<double> sums(v.front().size());
      for (size_t k = 0; k < sums.size(); ++k) {
        for (size_t c = 0; c < v.size(); ++c) {
          sums[k] += v[c][k] * double{u[(k * v.size() + c) * p.out_channels + o]};
        }
      }
      const std::vector<double> results = transform(sums);
      place.for_pixels(params, [&](size_t i, size_t pixel) {
        const size_t at = pixel * p.out_channels + o;
        y[at] = epilogue(results[i], o, at);
      });
    }
  }
}

// Makes U from the weight and passes it to `convolve`, which is for conv2d_winograd.
template <typename Real, Give give>
void with_weight_transformed(const KernelArgs& args, void (*convolve)(const KernelArgs&)) {
  const auto& params = args.params<Conv2dWinogradFusedParams>();
  const Conv2dParams& p = params.winograd.conv2d;
  const uint side = winograd_side(params.winograd);
  std::vector<Real> u(size_t{side * side} * p.channels * p.out_channels);
  Step step = args.step;
  step.params = Conv2dWinogradWeightParams{p.out_channels, p.channels, params.winograd.tile,
                                           p.kernel_h, params.turned};
  auto* const transformed = reinterpret_cast<std::byte*>(u.data());
  conv2d_winograd_weight<Real, give>({step, {args.inputs[1]}, {transformed}});
  step.params = params.winograd;
  std::vector<std::byte*> inputs = args.inputs;
  inputs[1] = transformed;
  step.inputs[1].type.shape = {side * side, p.channels, p.out_channels};
  convolve({step, inputs, args.outputs});
}

template <typename Real>
void conv2d_winograd_fused(const KernelArgs& args) {
  with_weight_transformed<Real, Give::values>(args, conv2d_winograd<Real, Give::values>);
}

// An epilogue may add to a magnitude, but not cut anything off.
void sizes(const KernelArgs& args) {
  Conv2dWinogradParams params = args.params<Conv2dWinogradParams>();
  params.conv2d.epilogue.slope = 1;
  params.conv2d.epilogue.low = -std::numeric_limits<float>::infinity();
  params.conv2d.epilogue.high = std::numeric_limits<float>::infinity();
  Step step = args.step;
  step.params = params;
  on_absolutes({step, args.inputs, args.outputs, args.scratch},
               conv2d_winograd<double, Give::sizes>);
  const Conv2dParams& p = params.conv2d;
  const double share = winograd_share(p.channels, 1.0 * p.kernel_h * p.kernel_w * p.channels);
  double* y = args.output<double>(0);
  for (std::int64_t i = 0; i < args.output_count(0); ++i) y[i] *= share;
}

void sizes_of_fused(const KernelArgs& args) {
  with_weight_transformed<double, Give::sizes>(args, sizes);
}

}  // namespace

void register_conv2d_winograd(KernelTable& table) {
  table["conv2d_winograd"] = {conv2d_winograd<float, Give::values>,
                              conv2d_winograd<double, Give::values>, sizes};
  table["conv2d_winograd_weight"] = {conv2d_winograd_weight<float, Give::values>,
                                     conv2d_winograd_weight<double, Give::values>,
                                     conv2d_winograd_weight<double, Give::sizes>};
  table["conv2d_winograd_fused"] = {conv2d_winograd_fused<float>, conv2d_winograd_fused<double>,
                                    sizes_of_fused};
}

}  // namespace fovea::reference
