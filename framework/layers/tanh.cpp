#include "fovea/layers/tanh.h"

#include "fovea/layers/activations.h"

namespace fovea {

Value tanh(Value x, std::string name) {
  return add_node(std::make_shared<TanhLayer>(), {x}, std::move(name));
}

void register_tanh(ActivationTable& table) {
  table["tanh"] = [](Value x) { return tanh(x); };
}

}  // namespace fovea
