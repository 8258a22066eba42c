#include "fovea/layers/group_norm.h"

#include "fovea/layers/common/window.h"
#include "fovea/layers/layer_norm.h"
#include "fovea/layers/reshape.h"
#include "fovea/layers/scale_shift.h"
#include "framework/layers/common/parameters.h"

namespace fovea {

namespace {

void expect_groups(const TensorType& x, int groups) {
  expect_image("group_norm", x);
  if (groups < 1 || x.shape[3] % groups != 0) {
    throw Error("groups {} must divide the input's {} channels", groups, x.shape[3]);
  }
}

}  // namespace

Value group_norm(Value x, GroupNormConfig config) {
  Graph& graph = x.graph();
  const std::string name = graph.name_for("group_norm", config.name);
  config.name = name;
  at_node(name, "group_norm", x, [&] { expect_groups(x.type(), config.groups); });
  const Shape channels{x.shape()[3]};
  return group_norm(x, parameter(graph, name, "scale", channels, Initializer::constant(1)),
                    parameter(graph, name, "bias", channels, Initializer::zeros()), config);
}

Value group_norm(Value x, Value scale, Value bias, const GroupNormConfig& config) {
  expect_groups(x.type(), config.groups);
  const std::string& name = config.name;
  const auto part = [&](const char* what) { return name.empty() ? name : name + "/" + what; };
  const std::int64_t channels = x.shape()[3], size = channels / config.groups;
  const Value grouped = reshape(x, {{0, 0, 0, config.groups, size}}, part("grouped"));
  const Value y = normalized(grouped, {1, 2, 4}, config.epsilon, part("normalized")).y;
  return scale_shift(reshape(y, {{0, 0, 0, channels}}, part("ungrouped")), scale, bias, name);
}

}  // namespace fovea
