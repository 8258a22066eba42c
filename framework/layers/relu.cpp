#include "fovea/layers/relu.h"

#include "fovea/layers/activations.h"

namespace fovea {

std::optional<Epilogue> ReluLayer::epilogue(Types, int) const { return Epilogue{.slope = 0}; }

Value relu(Value x, std::string name) {
  return add_node(std::make_shared<ReluLayer>(), {x}, std::move(name));
}

void register_relu(ActivationTable& table) {
  table["relu"] = [](Value x) { return relu(x); };
}

}  // namespace fovea
