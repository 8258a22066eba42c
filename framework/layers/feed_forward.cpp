#include "fovea/layers/feed_forward.h"

#include "fovea/layers/activations.h"
#include "fovea/layers/dense.h"
#include "framework/layers/common/tokens.h"

namespace fovea {

Value feed_forward(Value x, FeedForwardConfig config) {
  const PartsOf parts(x.graph(), "feed_forward", config.name);
  const int width = static_cast<int>(x.shape().back());
  const auto layer = [&](Value input, int units, const char* name) {
    return dense(
        input,
        {.units = units, .bias = config.bias, .initializer = config.initializer, .name = name});
  };
  const Value inner = layer(x, config.units ? config.units : 4 * width, "first");
  return layer(activation(config.activation, inner), width, "second");
}

}  // namespace fovea
