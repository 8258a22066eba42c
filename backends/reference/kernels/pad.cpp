#include "fovea/kernels/pad.h"

#include "fovea/reference/reference.h"

namespace fovea::reference {

namespace {

// Calls body(index of y, index of x) for each element of y, -1 where x has none.
template <typename Body>
void for_elements(const PadParams& p, std::int64_t count, Body&& body) {
  for (std::int64_t i = 0; i < count; ++i) {
    std::int64_t rest = i, x = 0, stride = 1;
    bool inside = true;
    for (uint axis = p.rank; axis-- > 0;) {
      const std::int64_t at = rest % p.out_size[axis] - p.before[axis];
      rest /= p.out_size[axis];
      inside = inside && at >= 0 && at < p.size[axis];
      x += at * stride;
      stride *= p.size[axis];
    }
    body(i, inside ? x : -1);
  }
}

template <typename Real>
void pad(const KernelArgs& args) {
  const auto& p = args.params<PadParams>();
  const Real* from = args.input<Real>(0);
  Real* y = args.output<Real>(0);
  for_elements(p, args.output_count(0), [&](std::int64_t i, std::int64_t x) {
    y[i] = x < 0 ? static_cast<Real>(p.value) : from[x];
  });
}

template <typename Real>
void pad_grad(const KernelArgs& args) {
  const Real* dy = args.input<Real>(0);
  Real* dx = args.output<Real>(0);
  for_elements(args.params<PadParams>(), args.input_count(0), [&](std::int64_t i, std::int64_t x) {
    if (x >= 0) dx[x] = dy[i];
  });
}

}  // namespace

void register_pad(KernelTable& table) {
  table["pad"] = {pad<float>, pad<double>};
  table["pad_grad"] = {pad_grad<float>, pad_grad<double>};
}

}  // namespace fovea::reference
