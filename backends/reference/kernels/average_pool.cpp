#include <algorithm>

#include "backends/reference/window.h"
#include "fovea/reference/reference.h"

namespace fovea::reference {

namespace {

// The elements of window (oh, ow) that count in its mean.
double divisor(const Pool2dParams& p, uint oh, uint ow) {
  int count = 0;
  for_positions(p, oh, ow, [&](std::int64_t h, std::int64_t w) {
    const bool in_padding =
        h < std::int64_t{p.height} + p.pad_bottom && w < std::int64_t{p.width} + p.pad_right;
    if (in_image(p, h, w) || (p.count_padding && in_padding)) ++count;
  });
  return count;
}

template <typename Real>
void average_pool(const KernelArgs& args) {
  const auto& p = args.params<Pool2dParams>();
  const Real* x = args.input<Real>(0);
  Real* y = args.output<Real>(0);
  for_windows(p, [&](size_t i, uint n, uint c, uint oh, uint ow) {
    double sum = 0;
    for_positions(p, oh, ow, [&](std::int64_t h, std::int64_t w) {
      if (in_image(p, h, w)) sum += x[at(p, n, h, w, c)];
    });
    y[i] = static_cast<Real>(sum / divisor(p, oh, ow));
  });
}

template <typename Real>
void average_pool_grad(const KernelArgs& args) {
  const auto& p = args.params<Pool2dParams>();
  const Real* dy = args.input<Real>(0);
  Real* dx = args.output<Real>(0);
  std::fill_n(dx, args.output_count(0), Real{0});
  for_windows(p, [&](size_t i, uint n, uint c, uint oh, uint ow) {
    const Real share = static_cast<Real>(dy[i] / divisor(p, oh, ow));
    for_positions(p, oh, ow, [&](std::int64_t h, std::int64_t w) {
      if (in_image(p, h, w)) dx[at(p, n, h, w, c)] += share;
    });
  });
}

}  // namespace

void register_average_pool(KernelTable& table) {
  table["average_pool"] = {average_pool<float>, average_pool<double>};
  table["average_pool_grad"] = {average_pool_grad<float>, average_pool_grad<double>};
}

}  // namespace fovea::reference
