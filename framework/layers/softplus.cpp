#include "fovea/layers/softplus.h"

#include "fovea/layers/activations.h"

namespace fovea {

Value softplus(Value x, std::string name) {
  return add_node(std::make_shared<SoftplusLayer>(), {x}, std::move(name));
}

void register_softplus(ActivationTable& table) {
  table["softplus"] = [](Value x) { return softplus(x); };
}

}  // namespace fovea
