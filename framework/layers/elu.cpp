#include "fovea/layers/elu.h"

#include "fovea/layers/activations.h"

namespace fovea {

EluLayer::EluLayer(EluConfig config)
    : Activation("elu", Backward::from_output, config.alpha), config_(config) {
  if (!(config.alpha >= 0)) throw Error("elu's alpha {} is less than 0", config.alpha);
}

Value elu(Value x, EluConfig config, std::string name) {
  return add_node(std::make_shared<EluLayer>(config), {x}, std::move(name));
}

void register_elu(ActivationTable& table) {
  table["elu"] = [](Value x) { return elu(x); };
}

}  // namespace fovea
