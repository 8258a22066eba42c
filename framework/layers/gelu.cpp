#include "fovea/layers/gelu.h"

#include "fovea/layers/activations.h"

namespace fovea {

Value gelu(Value x, std::string name) {
  return add_node(std::make_shared<GeluLayer>(), {x}, std::move(name));
}

void register_gelu(ActivationTable& table) {
  table["gelu"] = [](Value x) { return gelu(x); };
}

}  // namespace fovea
