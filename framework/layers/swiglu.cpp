#include "fovea/layers/swiglu.h"

#include "fovea/layers/dense.h"
#include "fovea/layers/multiply.h"
#include "fovea/layers/silu.h"
#include "framework/layers/common/tokens.h"

namespace fovea {

Value swiglu(Value x, SwigluConfig config) {
  const PartsOf parts(x.graph(), "swiglu", config.name);
  const int width = static_cast<int>(x.shape().back());
  const int units = config.units ? config.units : (8 * width + 23) / 24 * 8;
  const auto layer = [&](Value input, int wide, const char* name) {
    return dense(
        input,
        {.units = wide, .bias = config.bias, .initializer = config.initializer, .name = name});
  };
  const Value gate = silu(layer(x, units, "gate"));
  return layer(multiply(gate, layer(x, units, "up")), width, "down");
}

}  // namespace fovea
