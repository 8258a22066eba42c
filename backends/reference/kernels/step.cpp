#include "backends/reference/elementwise.h"

namespace fovea::reference {

namespace {

template <typename Real>
void step(const KernelArgs& args) {
  map<Real>(args, [](Real x, const ElementwiseParams&) {
    return x < 0 ? Real{0} : x >= 0 ? Real{1} : x;  // a NaN stays a NaN
  });
}

}  // namespace

void register_step(KernelTable& table) { table["step"] = {step<float>, step<double>}; }

}  // namespace fovea::reference
