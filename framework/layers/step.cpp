#include "fovea/layers/step.h"

#include "fovea/layers/activations.h"

namespace fovea {

Value step(Value x, std::string name) {
  return add_node(std::make_shared<StepLayer>(), {x}, std::move(name));
}

void register_step(ActivationTable& table) {
  table["step"] = [](Value x) { return step(x); };
}

}  // namespace fovea
