#include "fovea/kernels/resize.h"

#include <algorithm>
#include <cmath>

#include "fovea/reference/reference.h"

namespace fovea::reference {

namespace {

// Calls body(element of y, element of x, weight) for all terms of y.
template <typename Body>
void for_taps(const ResizeParams& p, const Body& body) {
  const int taps = resize_taps(p.mode);
  for (size_t y = 0; y < work_size(p).x; ++y) {
    const size_t c = y % p.channels, ow = y / p.channels % p.out_width;
    const size_t oh = y / p.channels / p.out_width % p.out_height;
    const size_t n = y / p.channels / p.out_width / p.out_height;
    const float row = resize_position(static_cast<uint>(oh), p.scale_h, p.offset_h);
    const float column = resize_position(static_cast<uint>(ow), p.scale_w, p.offset_w);
    const int top = resize_first(p.mode, p.rounding, row);
    const int left = resize_first(p.mode, p.rounding, column);
    for (int h = top; h < top + taps; ++h) {
      for (int w = left; w < left + taps; ++w) {
        const size_t pixel =
            (n * p.height + resize_inside(h, p.height)) * p.width + resize_inside(w, p.width);
        body(y, pixel * p.channels + c,
             double{resize_share(p, p.height, row, top, h)} *
                 double{resize_share(p, p.width, column, left, w)});
      }
    }
  }
}

// What is summed. Cubic weights may be below 0, so a small result may be the difference of large
// terms; its error is relative to the magnitudes of these.
enum class Terms { values, magnitudes };

template <Terms terms>
double term(double product) {
  return terms == Terms::magnitudes ? std::abs(product) : product;
}

template <typename Real, Terms terms = Terms::values>
void resize(const KernelArgs& args) {
  Real* y = args.output<Real>(0);
  std::fill_n(y, args.output_count(0), Real{0});
  for_taps(args.params<ResizeParams>(), [&](size_t to, size_t from, double weight) {
    y[to] += static_cast<Real>(term<terms>(weight * double{args.input<Real>(0)[from]}));
  });
}

template <typename Real, Terms terms = Terms::values>
void resize_grad(const KernelArgs& args) {
  Real* dx = args.output<Real>(0);
  std::fill_n(dx, args.output_count(0), Real{0});
  for_taps(args.params<ResizeParams>(), [&](size_t from, size_t to, double weight) {
    dx[to] += static_cast<Real>(term<terms>(weight * double{args.input<Real>(0)[from]}));
  });
}

}  // namespace

void register_resize(KernelTable& table) {
  table["resize"] = {resize<float>, resize<double>, resize<double, Terms::magnitudes>};
  table["resize_grad"] = {resize_grad<float>, resize_grad<double>,
                          resize_grad<double, Terms::magnitudes>};
}

}  // namespace fovea::reference
