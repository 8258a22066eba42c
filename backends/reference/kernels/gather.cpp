#include "fovea/kernels/gather.h"

#include <algorithm>

#include "fovea/reference/reference.h"

namespace fovea::reference {

namespace {

// Calls body(element of x, element of y) for all elements of y that are taken from x.
template <typename Body>
void for_elements(const GatherParams& p, const std::int32_t* indices, const Body& body) {
  for (size_t o = 0; o < p.outer; ++o) {
    for (size_t n = 0; n < p.count; ++n) {
      const std::int64_t index = indices[n] < 0 ? std::int64_t{indices[n]} + p.size : indices[n];
      if (index < 0 || index >= p.size) continue;
      for (size_t i = 0; i < p.inner; ++i) {
        body((o * p.size + static_cast<size_t>(index)) * p.inner + i,
             (o * p.count + n) * p.inner + i);
      }
    }
  }
}

template <typename Real>
void gather(const KernelArgs& args) {
  Real* y = args.output<Real>(0);
  std::fill_n(y, args.output_count(0), Real{0});
  for_elements(args.params<GatherParams>(), args.input<std::int32_t>(1),
               [&](size_t from, size_t to) { y[to] = args.input<Real>(0)[from]; });
}

template <typename Real>
void gather_grad(const KernelArgs& args) {
  Real* dx = args.output<Real>(0);
  std::fill_n(dx, args.output_count(0), Real{0});
  for_elements(args.params<GatherParams>(), args.input<std::int32_t>(1),
               [&](size_t to, size_t from) { dx[to] += args.input<Real>(0)[from]; });
}

}  // namespace

void register_gather(KernelTable& table) {
  table["gather"] = {gather<float>, gather<double>};
  table["gather_grad"] = {gather_grad<float>, gather_grad<double>};
}

}  // namespace fovea::reference
