#include "fovea/layers/instance_norm.h"

#include "fovea/layers/common/window.h"
#include "fovea/layers/layer_norm.h"
#include "fovea/layers/scale_shift.h"
#include "framework/layers/common/parameters.h"

namespace fovea {

Value instance_norm(Value x, InstanceNormConfig config) {
  Graph& graph = x.graph();
  const std::string name = graph.name_for("instance_norm", config.name);
  config.name = name;
  at_node(name, "instance_norm", x, [&] { expect_image("instance_norm", x.type()); });
  const Shape channels{x.shape()[3]};
  return instance_norm(x, parameter(graph, name, "scale", channels, Initializer::constant(1)),
                       parameter(graph, name, "bias", channels, Initializer::zeros()), config);
}

Value instance_norm(Value x, Value scale, Value bias, const InstanceNormConfig& config) {
  const std::string inner = config.name.empty() ? "" : config.name + "/normalized";
  return scale_shift(normalized(x, {1, 2}, config.epsilon, inner).y, scale, bias, config.name);
}

}  // namespace fovea
