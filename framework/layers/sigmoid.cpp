#include "fovea/layers/sigmoid.h"

#include "fovea/layers/activations.h"

namespace fovea {

Value sigmoid(Value x, std::string name) {
  return add_node(std::make_shared<SigmoidLayer>(), {x}, std::move(name));
}

void register_sigmoid(ActivationTable& table) {
  table["sigmoid"] = [](Value x) { return sigmoid(x); };
}

}  // namespace fovea
