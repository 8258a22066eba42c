#include "fovea/kernels/loss_scale.h"

#include <algorithm>

#include "fovea/reference/reference.h"

namespace fovea::reference {

namespace {

template <typename Real>
void loss_scale(const KernelArgs& args) {
  const auto& p = args.params<LossScaleParams>();
  const bool good = args.input<std::int32_t>(0)[0] != 0;
  const Real scale = args.input<Real>(1)[0];
  const std::int32_t count = good ? args.input<std::int32_t>(2)[0] + 1 : 0;
  const bool grows = count >= static_cast<std::int32_t>(p.interval);
  args.output<Real>(0)[0] = !good   ? scale / 2
                            : grows ? std::min(scale * 2, static_cast<Real>(p.largest))
                                    : scale;
  args.output<std::int32_t>(1)[0] = grows ? 0 : count;
}

}  // namespace

void register_loss_scale(KernelTable& table) {
  table["loss_scale"] = {loss_scale<float>, loss_scale<double>};
}

}  // namespace fovea::reference
