#include <algorithm>

#include "backends/reference/window.h"
#include "fovea/reference/reference.h"

namespace fovea::reference {

namespace {

template <typename Real>
void max_pool(const KernelArgs& args) {
  const auto& p = args.params<Pool2dParams>();
  const Real* x = args.input<Real>(0);
  Real* y = args.output<Real>(0);
  std::int32_t* index = args.outputs.size() > 1 ? args.output<std::int32_t>(1) : nullptr;
  for_windows(p, [&](size_t i, uint n, uint c, uint oh, uint ow) {
    Real best = 0;
    std::int64_t where = -1;
    for_positions(p, oh, ow, [&](std::int64_t h, std::int64_t w) {
      if (!in_image(p, h, w)) return;
      const Real value = x[at(p, n, h, w, c)];
      const bool first_nan = value != value && best == best;
      if (where < 0 || value > best || first_nan) {
        best = value;
        where = h * p.width + w;
      }
    });
    y[i] = best;
    if (index) index[i] = static_cast<std::int32_t>(where);
  });
}

template <typename Real>
void max_pool_grad(const KernelArgs& args) {
  const auto& p = args.params<Pool2dParams>();
  const Real* dy = args.input<Real>(0);
  const std::int32_t* index = args.input<std::int32_t>(1);
  Real* dx = args.output<Real>(0);
  std::fill_n(dx, args.output_count(0), Real{0});
  for_windows(p, [&](size_t i, uint n, uint c, uint, uint) {
    dx[at(p, n, index[i] / static_cast<std::int32_t>(p.width),
          index[i] % static_cast<std::int32_t>(p.width), c)] += dy[i];
  });
}

}  // namespace

void register_max_pool(KernelTable& table) {
  table["max_pool"] = {max_pool<float>, max_pool<double>};
  table["max_pool_grad"] = {max_pool_grad<float>, max_pool_grad<double>};
}

}  // namespace fovea::reference
