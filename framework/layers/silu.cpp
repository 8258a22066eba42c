#include "fovea/layers/silu.h"

#include "fovea/layers/activations.h"

namespace fovea {

Value silu(Value x, std::string name) {
  return add_node(std::make_shared<SiluLayer>(), {x}, std::move(name));
}

void register_silu(ActivationTable& table) {
  table["silu"] = [](Value x) { return silu(x); };
}

}  // namespace fovea
