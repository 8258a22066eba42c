#include "fovea/layers/sinusoidal_position.h"

#include <cmath>

#include "fovea/layers/add.h"
#include "framework/layers/common/parameters.h"
#include "framework/layers/common/tokens.h"

namespace fovea {

Value sinusoidal_position(Value x, SinusoidalPositionConfig config) {
  Graph& graph = x.graph();
  const std::string name = graph.name_for("sinusoidal_position", config.name);
  at_node(name, "sinusoidal_position", x, [&] { expect_tokens("sinusoidal_position", x.type()); });
  const std::int64_t tokens = x.shape()[1], units = x.shape()[2];
  Tensor waves(TensorType{{tokens, units}});
  for (std::int64_t t = 0; t < tokens; ++t) {
    for (std::int64_t i = 0; i < units; ++i) {
      const double exponent = static_cast<double>(i - i % 2) / static_cast<double>(units);
      const double angle = static_cast<double>(t) / std::pow(double{config.base}, exponent);
      waves.as<float>()[static_cast<size_t>(t * units + i)] =
          static_cast<float>(i % 2 == 0 ? std::sin(angle) : std::cos(angle));
    }
  }
  return add(x, graph.constant(waves, name + "/waves"), name);
}

}  // namespace fovea
