// All three passes go through the same products x * weight -> y, in the order of the tensor that
// they make; fovea/kernels/conv2d.h has the formula.
#include "fovea/kernels/conv2d.h"

#include <vector>

#include "backends/reference/epilogue.h"
#include "backends/reference/magnitudes.h"
#include "fovea/reference/reference.h"

namespace fovea::reference {

namespace {

// Calls body(input position) if tap k of window `out` is inside an axis of `size`.
template <typename Body>
void at_tap(uint out, uint k, uint stride, uint dilation, uint pad, uint size, Body&& body) {
  const std::int64_t position = std::int64_t{out} * stride + std::int64_t{k} * dilation - pad;
  if (position >= 0 && position < size) body(static_cast<size_t>(position));
}

// Calls body(index of x, index of weight) for each product that is a term of y[n, oh, ow, o].
template <typename Body>
void for_products(const Conv2dParams& p, uint n, uint oh, uint ow, uint o, Body&& body) {
  const size_t depth = p.channels / p.groups;
  const size_t first = o / (p.out_channels / p.groups) * depth;
  for (uint kh = 0; kh < p.kernel_h; ++kh) {
    at_tap(oh, kh, p.stride_h, p.dilation_h, p.pad_top, p.height, [&](size_t h) {
      for (uint kw = 0; kw < p.kernel_w; ++kw) {
        at_tap(ow, kw, p.stride_w, p.dilation_w, p.pad_left, p.width, [&](size_t w) {
          const size_t x = ((n * size_t{p.height} + h) * p.width + w) * p.channels + first;
          const size_t weight = ((o * size_t{p.kernel_h} + kh) * p.kernel_w + kw) * depth;
          for (size_t i = 0; i < depth; ++i) body(x + i, weight + i);
        });
      }
    });
  }
}

// Calls body(n, oh, ow, o, index of y) for each element of y.
template <typename Body>
void for_outputs(const Conv2dParams& p, Body&& body) {
  size_t y = 0;
  for (uint n = 0; n < p.batch; ++n) {
    for (uint oh = 0; oh < p.out_height; ++oh) {
      for (uint ow = 0; ow < p.out_width; ++ow) {
        for (uint o = 0; o < p.out_channels; ++o) body(n, oh, ow, o, y++);
      }
    }
  }
}

template <typename Real>
void conv2d(const KernelArgs& args) {
  const auto& p = args.params<Conv2dParams>();
  const Real* x = args.input<Real>(0);
  const Real* weight = args.input<Real>(1);
  const EpilogueOf<Real> epilogue(args, p.epilogue, 2);
  Real* y = args.output<Real>(0);
  for_outputs(p, [&](uint n, uint oh, uint ow, uint o, size_t at) {
    double sum = 0;
    for_products(p, n, oh, ow, o, [&](size_t i, size_t k) { sum += double{x[i]} * weight[k]; });
    y[at] = epilogue(sum, o, at);
  });
}

template <typename Real>
void store(const std::vector<double>& sums, Real* output) {
  for (size_t i = 0; i < sums.size(); ++i) output[i] = static_cast<Real>(sums[i]);
}

template <typename Real>
void conv2d_grad_input(const KernelArgs& args) {
  const auto& p = args.params<Conv2dParams>();
  const Real* dy = args.input<Real>(0);
  const Real* weight = args.input<Real>(1);
  std::vector<double> dx(static_cast<size_t>(args.output_count(0)));
  for_outputs(p, [&](uint n, uint oh, uint ow, uint o, size_t at) {
    for_products(p, n, oh, ow, o, [&](size_t i, size_t k) { dx[i] += double{dy[at]} * weight[k]; });
  });
  store(dx, args.output<Real>(0));
}

template <typename Real>
void conv2d_grad_weight(const KernelArgs& args) {
  const auto& p = args.params<Conv2dParams>();
  const Real* x = args.input<Real>(0);
  const Real* dy = args.input<Real>(1);
  std::vector<double> dweight(static_cast<size_t>(args.output_count(0)));
  for_outputs(p, [&](uint n, uint oh, uint ow, uint o, size_t at) {
    for_products(p, n, oh, ow, o, [&](size_t i, size_t k) { dweight[k] += double{dy[at]} * x[i]; });
  });
  store(dweight, args.output<Real>(0));
}

}  // namespace

void register_conv2d(KernelTable& table) {
  table["conv2d"] = {conv2d<float>, conv2d<double>, sums_of<Conv2dParams>(conv2d<double>)};
  table["conv2d_grad_input"] = {conv2d_grad_input<float>, conv2d_grad_input<double>};
  table["conv2d_grad_weight"] = {conv2d_grad_weight<float>, conv2d_grad_weight<double>};
}

}  // namespace fovea::reference
