#include "tests/compare/pieces.h"

#include "framework/layers/activations.h"
#include "framework/layers/add.h"
#include "framework/layers/average_pool.h"
#include "framework/layers/batch_norm.h"
#include "framework/layers/binary.h"
#include "framework/layers/clip.h"
#include "framework/layers/concat.h"
#include "framework/layers/conv2d.h"
#include "framework/layers/conv_transpose.h"
#include "framework/layers/dropout.h"
#include "framework/layers/elu.h"
#include "framework/layers/expand.h"
#include "framework/layers/gather.h"
#include "framework/layers/identity.h"
#include "framework/layers/instance_norm.h"
#include "framework/layers/layer_norm.h"
#include "framework/layers/leaky_relu.h"
#include "framework/layers/local_response_norm.h"
#include "framework/layers/log_softmax.h"
#include "framework/layers/matmul.h"
#include "framework/layers/max_pool.h"
#include "framework/layers/multiply.h"
#include "framework/layers/pad.h"
#include "framework/layers/parameters.h"
#include "framework/layers/reduce.h"
#include "framework/layers/relu.h"
#include "framework/layers/reshape.h"
#include "framework/layers/scale_shift.h"
#include "framework/layers/slice.h"
#include "framework/layers/softmax.h"
#include "framework/layers/split.h"
#include "framework/layers/step.h"
#include "framework/layers/transpose.h"
#include "framework/layers/unary.h"

namespace fovea {

namespace {

int extent(Value x, int axis) { return static_cast<int>(x.shape()[axis]); }

Value any_activation(Value x, Dice& dice) {
  if (dice.chance(6)) return elu(x, {.alpha = 1.5f});
  if (dice.chance(6)) return clip(x, {.low = -0.5f, .high = 0.75f});
  if (dice.chance(6)) return leaky_relu(x, {.slope = 0.3f});
  return activated(dice.of(activation_names()), x);
}

Value any_conv2d(Value x, Dice& dice) {
  const int channels = extent(x, 3);
  Conv2dConfig config;
  config.channels = dice.of(std::vector{1, 2, 3, 5, 8, 17});
  config.kernel = {dice.from(1, std::min(5, extent(x, 1))),
                   dice.from(1, std::min(4, extent(x, 2)))};
  config.stride = {dice.from(1, 2), dice.from(1, 3)};
  config.padding = {dice.below(3), dice.below(2), dice.below(2), dice.below(3)};
  config.bias = !dice.chance(3);
  if (dice.chance(4)) {
    config.padding = dice.chance(2) ? Same::upper : Same::lower;
  } else if (dice.chance(3) && extent(x, 1) >= 5 && extent(x, 2) >= 5) {
    config.kernel = {3, 2};
    config.dilation = {2, 3};
  }
  if (dice.chance(3)) {  // depthwise, or two of it a channel
    config.groups = channels;
    config.channels = channels * dice.from(1, 2);
  } else if (channels % 2 == 0 && dice.chance(2)) {
    config.groups = 2;
    config.channels = 2 * dice.from(1, 5);
  }
  return conv2d(x, config);
}

PoolConfig any_window(Value x, Dice& dice) {
  PoolConfig config;
  config.kernel = {std::min(dice.from(1, 3), extent(x, 1)),
                   std::min(dice.from(2, 3), extent(x, 2))};
  if (dice.chance(2)) config.stride = Size2{dice.from(1, 2), dice.from(1, 2)};
  if (config.kernel.h > 1 && config.kernel.w > 1 && dice.chance(2)) config.padding = 1;
  config.ceil_mode = dice.chance(3);
  config.count_include_pad = dice.chance(2);
  return config;
}

// Every other row, from the second one or backwards.
Value any_slice(Value x, Dice& dice) {
  const int rows = extent(x, 1);
  if (rows < 3) return x;
  return dice.chance(2)
             ? slice(x, {.starts = {1}, .ends = {rows}, .axes = {1}, .steps = {2}})
             : slice(x, {.starts = {-1}, .ends = {-rows - 1}, .axes = {1}, .steps = {-2}});
}

Value number(Value x, float value) { return x.graph().constant(Tensor::scalar(value)); }

// Away from 0, where roots and logarithms are.
Value positive(Value x) { return add(absolute(x), number(x, 0.5f)); }

Value any_function(Value x, Dice& dice) {
  switch (dice.below(12)) {
    case 0:
      return negative(x);
    case 1:
      return reciprocal(positive(x));
    case 2:
      return fovea::sqrt(positive(x));
    case 3:
      return fovea::exp(minimum(x, number(x, 1)));
    case 4:
      return fovea::log(positive(x));
    case 5:
      return hard_sigmoid(x, {.alpha = 0.25f, .beta = 0.4f});
    case 6:
      return hard_swish(x);
    case 7:
      return selu(x);
    case 8:
      return celu(x, {.alpha = 0.5f});
    case 9:
      return softsign(x);
    case 10:
      return thresholded_relu(x, {.threshold = 0.1f});
    default:
      return mish(x);
  }
}

// A channel of its own for each slope.
Value any_prelu(Value x, Dice&) {
  Graph& graph = x.graph();
  const std::string name = graph.name_for("prelu");
  return prelu(x, parameter(graph, name, "slope", {x.shape().back()}, Initializer::constant(0.2f)),
               name);
}

// Each pixel looks at all others.
Value any_attention(Value x, Dice&) {
  const Shape shape = x.shape();
  const Value pixels = reshape(x, {.shape = {0, shape[1] * shape[2], shape[3]}});
  const Value share = softmax(matmul(pixels, pixels, {.transpose_b = true}));
  return reshape(matmul(share, pixels), {.shape = {0, shape[1], shape[2], shape[3]}});
}

// Pixels against what they are on the whole.
Value any_reduction(Value x, Dice& dice) {
  const std::vector<int> axes = dice.chance(2) ? std::vector{1, 2} : std::vector{3};
  switch (dice.below(4)) {
    case 0:
      return subtract(x, reduce_mean(x, {.axes = axes}));
    case 1:
      return multiply(x, reduce_max(x, {.axes = axes}));
    case 2:
      return divide(x, positive(reduce_sum(x, {.axes = axes})));
    default:
      return expand(reduce_mean(x, {.axes = axes}), x);
  }
}

Value any_conv_transpose(Value x, Dice& dice) {
  if (extent(x, 1) > 12 || extent(x, 2) > 12) return x;
  return conv_transpose(x, {.channels = dice.of(std::vector{1, 3, 6}),
                            .kernel = {dice.from(1, 3), dice.from(2, 3)},
                            .stride = {dice.from(1, 2), 2}});
}

Value any_rows(Value x, Dice& dice) {
  const Tensor rows = Tensor::of<std::int32_t>({4}, {0, extent(x, 1) - 1, -1, dice.below(2) - 1});
  return gather(x, x.graph().constant(rows), {.axis = 1});
}

Value any_split(Value x, Dice& dice) {
  if (extent(x, 3) < 2) return x;
  const int first = dice.from(1, extent(x, 3) - 1);
  const std::vector<Value> parts = split(x, {.sizes = {first, extent(x, 3) - first}});
  return concat({parts[1], parts[0]});
}

Value any_pad(Value x, Dice& dice) {
  return pad(x, {.before = {0, dice.below(3), 0, dice.below(2)},
                 .after = {0, 0, dice.from(1, 2), 0},
                 .value = 0.25f});
}

Value any_scale_shift(Value x, Dice&) {
  Graph& graph = x.graph();
  const std::string name = graph.name_for("scale_shift");
  const Shape vector{x.shape().back()};
  return scale_shift(x, parameter(graph, name, "scale", vector, Initializer::constant(0.7f)),
                     parameter(graph, name, "shift", vector, Initializer::constant(-0.1f)), name);
}

// Rows and columns change places in name only: the elements keep their order.
Value turned(Value x, Dice&) { return reshape(x, {.shape = {0, extent(x, 2), extent(x, 1), -1}}); }

}  // namespace

std::vector<std::string> activation_names() {
  std::vector<std::string> names;
  for (const auto& [name, make] : activations()) names.push_back(name);
  return names;
}

Value activated(const std::string& name, Value x) {
  return name == "step" ? add(x, step(x)) : activation(name, x);
}

const std::vector<Piece>& same_shape_pieces() {
  static const std::vector<Piece> pieces = {
      any_activation,
      any_activation,
      any_activation,
      any_scale_shift,
      [](Value x, Dice&) { return batch_norm(x, {.epsilon = 1e-3f, .momentum = 0.8f}); },
      [](Value x, Dice& dice) { return dropout(x, {.rate = dice.chance(2) ? 0.3f : 0.6f}); },
      [](Value x, Dice&) { return identity(x); },
      any_function,
      any_function,
      any_prelu,
      any_attention,
      any_reduction,
      any_split,
      [](Value x, Dice& dice) { return layer_norm(x, {.axis = dice.from(1, 3)}); },
      [](Value x, Dice&) { return instance_norm(x); },
      [](Value x, Dice&) { return softmax(x); },
      [](Value x, Dice&) { return log_softmax(x); },
      [](Value x, Dice& dice) {
        return local_response_norm(x, {.size = dice.from(2, 5), .alpha = 0.5f, .k = 2});
      },
      [](Value x, Dice&) {
        return conv2d(x, {.channels = extent(x, 3), .kernel = 3, .padding = Same::upper});
      },
  };
  return pieces;
}

const std::vector<Piece>& other_pieces() {
  static const std::vector<Piece> pieces = {
      any_conv2d,
      any_conv2d,
      [](Value x, Dice& dice) { return max_pool(x, any_window(x, dice)); },
      [](Value x, Dice& dice) { return average_pool(x, any_window(x, dice)); },
      any_pad,
      any_conv_transpose,
      any_rows,
      [](Value x, Dice&) {
        return transpose(x, {.order = {0, 2, 1, 3}});
      },
      any_slice,
      turned,
  };
  return pieces;
}

Value any_branches(Value x, Dice& dice) {
  const Value a = dice.of(same_shape_pieces())(x, dice);
  const Value b = dice.chance(3) ? x : dice.of(same_shape_pieces())(x, dice);
  switch (dice.below(9)) {
    case 0:
      return add(a, b);
    case 1:
      return multiply(a, b);
    case 2:
      return concat({a, b, x}, {.axis = 3});
    case 3:
      return subtract(a, b);
    case 4:
      return divide(a, positive(b));
    case 5:
      return power(positive(a), minimum(b, number(b, 2)));
    case 6:
      return maximum(a, b);
    case 7:
      return multiply(a, equal(maximum(a, b), a));
    default:
      return concat({a, b}, {.axis = dice.from(1, 2)});
  }
}

}  // namespace fovea
