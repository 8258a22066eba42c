#include "fovea/layers/rotary_position.h"

#include <cmath>

#include "fovea/layers/add.h"
#include "fovea/layers/binary.h"
#include "fovea/layers/concat.h"
#include "fovea/layers/multiply.h"
#include "fovea/layers/reshape.h"
#include "fovea/layers/split.h"
#include "framework/layers/common/parameters.h"
#include "framework/layers/common/tokens.h"

namespace fovea {

namespace {

// (T, 1, pairs): the sine or the cosine of each angle.
Tensor waves(std::int64_t tokens, std::int64_t pairs, float base, double (*wave)(double)) {
  Tensor result(TensorType{{tokens, 1, pairs}});
  for (std::int64_t t = 0; t < tokens; ++t) {
    for (std::int64_t i = 0; i < pairs; ++i) {
      const double exponent = static_cast<double>(i) / static_cast<double>(pairs);
      const double angle = static_cast<double>(t) / std::pow(double{base}, exponent);
      result.as<float>()[static_cast<size_t>(t * pairs + i)] = static_cast<float>(wave(angle));
    }
  }
  return result;
}

}  // namespace

Value rotary_position(Value x, RotaryPositionConfig config) {
  Graph& graph = x.graph();
  const std::string name = graph.name_for("rotary_position", config.name);
  at_node(name, "rotary_position", x, [&] {
    expect_tokens("rotary_position", x.type());
    if (config.heads < 1 || x.shape()[2] % (2 * config.heads) != 0) {
      throw Error("{} units are no pairs for each of {} heads", x.shape()[2], config.heads);
    }
  });
  const PartsOf parts(graph, "rotary_position", config.name);
  const std::int64_t tokens = x.shape()[1], size = x.shape()[2] / config.heads;
  const int pairs = static_cast<int>(size / 2);
  const Value cosines = graph.constant(waves(tokens, pairs, config.base, std::cos));
  const Value sines = graph.constant(waves(tokens, pairs, config.base, std::sin));
  const Value heads = reshape(x, {.shape = {0, 0, config.heads, size}});
  const std::vector<Value> halves = split(heads, {.sizes = {pairs, pairs}});
  const Value& a = halves[0];
  const Value& b = halves[1];
  const Value first = subtract(multiply(a, cosines), multiply(b, sines));
  const Value second = add(multiply(b, cosines), multiply(a, sines));
  return reshape(concat({first, second}), {.shape = {0, 0, config.heads * size}});
}

}  // namespace fovea
