#include "fovea/kernels/normalize.h"

#include <cmath>

#include "fovea/reference/reference.h"

namespace fovea::reference {

namespace {

template <typename Real>
void normalize(const KernelArgs& args) {
  const auto& p = args.params<NormalizeParams>();
  const std::uint8_t* pixels = args.input<std::uint8_t>(0);
  const Real* mean = args.input<Real>(1);
  const Real* deviation = args.input<Real>(2);
  Real* y = args.output<Real>(0);
  for (size_t i = 0; i < p.pixels; ++i) {
    for (size_t c = 0; c < p.channels; ++c, ++pixels, ++y) {
      *y = (static_cast<Real>(*pixels) / 255 - mean[c]) / deviation[c];
    }
  }
}

void magnitudes(const KernelArgs& args) {
  const auto& p = args.params<NormalizeParams>();
  for (size_t i = 0; i < size_t{p.pixels} * p.channels; ++i) {
    const double pixel = args.input<std::uint8_t>(0)[i],
                 mean = args.input<double>(1)[i % p.channels];
    args.output<double>(0)[i] =
        (pixel / 255 + std::abs(mean)) / std::abs(args.input<double>(2)[i % p.channels]);
  }
}

}  // namespace

void register_normalize(KernelTable& table) {
  table["normalize"] = {normalize<float>, normalize<double>, magnitudes};
}

}  // namespace fovea::reference
