#include "fovea/layers/leaky_relu.h"

#include "fovea/layers/activations.h"

namespace fovea {

LeakyReluLayer::LeakyReluLayer(LeakyReluConfig config)
    : Activation("leaky_relu", Backward::from_output, config.slope), config_(config) {
  if (!(config.slope >= 0)) throw Error("leaky_relu's slope {} is less than 0", config.slope);
}

std::optional<Epilogue> LeakyReluLayer::epilogue(Types, int) const {
  return Epilogue{.slope = config_.slope};
}

Value leaky_relu(Value x, LeakyReluConfig config, std::string name) {
  return add_node(std::make_shared<LeakyReluLayer>(config), {x}, std::move(name));
}

void register_leaky_relu(ActivationTable& table) {
  table["leaky_relu"] = [](Value x) { return leaky_relu(x); };
}

}  // namespace fovea
