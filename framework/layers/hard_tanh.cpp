#include "fovea/layers/hard_tanh.h"

#include "fovea/layers/activations.h"

namespace fovea {

HardTanhLayer::HardTanhLayer(HardTanhConfig config)
    : Activation("hard_tanh", Backward::from_output, config.min_value, config.max_value),
      config_(config) {
  if (!(config.min_value < config.max_value)) {
    throw Error("hard_tanh's min_value {} must be less than its max_value {}", config.min_value,
                config.max_value);
  }
}

std::optional<Epilogue> HardTanhLayer::epilogue(Types, int) const {
  return Epilogue{.low = config_.min_value, .high = config_.max_value};
}

Value hard_tanh(Value x, HardTanhConfig config, std::string name) {
  return add_node(std::make_shared<HardTanhLayer>(config), {x}, std::move(name));
}

void register_hard_tanh(ActivationTable& table) {
  table["hard_tanh"] = [](Value x) { return hard_tanh(x); };
}

}  // namespace fovea
