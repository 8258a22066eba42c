#include "fovea/layers/rms_norm.h"

#include "fovea/layers/layer_norm.h"
#include "fovea/layers/multiply.h"
#include "framework/layers/common/parameters.h"
#include "framework/layers/common/row_norm.h"

namespace fovea {

Value rms_norm(Value x, RmsNormConfig config) {
  Graph& graph = x.graph();
  const std::string name = graph.name_for("rms_norm", config.name);
  config.name = name;
  const Shape shape =
      at_node(name, "rms_norm", x, [&] { return norm_shape(config.axis, x.shape()); });
  if (!config.affine) return rms_norm(x, {}, config);
  return rms_norm(x, parameter(graph, name, "scale", shape, Initializer::constant(1)), config);
}

Value rms_norm(Value x, Value scale, const RmsNormConfig& config) {
  const std::string& name = config.name;
  const bool own = scale && scale.shape() == norm_shape(config.axis, x.shape());
  const bool scales = scale && !own;
  std::vector<Value> operands{x};
  if (own) operands.push_back(scale);
  const auto layer =
      std::make_shared<LayerNormLayer>("rms_norm", config.axis, config.epsilon, own, false);
  const std::string inner = scales && !name.empty() ? name + "/normalized" : name;
  const Value y = x.graph().add(layer, operands, inner).front();
  return scales ? multiply(y, scale, name) : y;
}

}  // namespace fovea
