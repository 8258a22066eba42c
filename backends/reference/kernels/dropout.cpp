#include "fovea/kernels/dropout.h"

#include "fovea/core/random.h"
#include "fovea/reference/reference.h"

namespace fovea::reference {

namespace {

template <typename Real>
void dropout_train(const KernelArgs& args) {
  const auto& p = args.params<DropoutParams>();
  const Real* x = args.input<Real>(0);
  const std::uint32_t* seed = args.input<std::uint32_t>(1);
  const std::uint32_t step = args.input<std::uint32_t>(2)[0];
  Real* y = args.output<Real>(0);
  std::uint8_t* mask = args.output<std::uint8_t>(1);
  const Random random(std::uint64_t{seed[1]} << 32 | seed[0], p.stream, step);
  for (size_t i = 0; i < p.count; ++i) {
    mask[i] = random.bits(i) >> 8 >= p.threshold;
    y[i] = mask[i] ? x[i] * p.scale : 0;
  }
}

template <typename Real>
void dropout_grad(const KernelArgs& args) {
  const auto& p = args.params<DropoutParams>();
  const Real* dy = args.input<Real>(0);
  const std::uint8_t* mask = args.input<std::uint8_t>(1);
  Real* dx = args.output<Real>(0);
  for (size_t i = 0; i < p.count; ++i) dx[i] = mask[i] ? dy[i] * p.scale : 0;
}

}  // namespace

void register_dropout(KernelTable& table) {
  table["dropout_train"] = {dropout_train<float>, dropout_train<double>};
  table["dropout_grad"] = {dropout_grad<float>, dropout_grad<double>};
}

}  // namespace fovea::reference
