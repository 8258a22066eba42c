#include "fovea/layers/clip.h"

#include "fovea/layers/activations.h"

namespace fovea {

ClipLayer::ClipLayer(ClipConfig config)
    : Activation("clip", Backward::from_output, config.low, config.high), config_(config) {
  if (!(config.low <= config.high)) {
    throw Error("clip's bounds {} and {} leave nothing between them", config.low, config.high);
  }
}

std::optional<Epilogue> ClipLayer::epilogue(Types, int) const {
  return Epilogue{.low = config_.low, .high = config_.high};
}

Value clip(Value x, ClipConfig config, std::string name) {
  return add_node(std::make_shared<ClipLayer>(config), {x}, std::move(name));
}

Value relu6(Value x, std::string name) { return clip(x, {0, 6}, std::move(name)); }

void register_clip(ActivationTable& table) {
  table["relu6"] = [](Value x) { return relu6(x); };
}

}  // namespace fovea
