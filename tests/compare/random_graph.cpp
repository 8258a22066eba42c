#include "tests/compare/random_graph.h"

#include <functional>

#include "framework/core/random.h"
#include "framework/graph/passes/passes.h"
#include "framework/layers/activations.h"
#include "framework/layers/add.h"
#include "framework/layers/average_pool.h"
#include "framework/layers/batch_norm.h"
#include "framework/layers/binary_cross_entropy.h"
#include "framework/layers/clip.h"
#include "framework/layers/concat.h"
#include "framework/layers/conv2d.h"
#include "framework/layers/count_correct.h"
#include "framework/layers/dense.h"
#include "framework/layers/dropout.h"
#include "framework/layers/elu.h"
#include "framework/layers/flatten.h"
#include "framework/layers/global_average_pool.h"
#include "framework/layers/identity.h"
#include "framework/layers/leaky_relu.h"
#include "framework/layers/local_response_norm.h"
#include "framework/layers/log_softmax.h"
#include "framework/layers/max_pool.h"
#include "framework/layers/mean.h"
#include "framework/layers/mean_absolute_error.h"
#include "framework/layers/mean_squared_error.h"
#include "framework/layers/multiply.h"
#include "framework/layers/normalize.h"
#include "framework/layers/pad.h"
#include "framework/layers/parameters.h"
#include "framework/layers/relu.h"
#include "framework/layers/reshape.h"
#include "framework/layers/scale_shift.h"
#include "framework/layers/sigmoid.h"
#include "framework/layers/slice.h"
#include "framework/layers/softmax.h"
#include "framework/layers/softmax_cross_entropy.h"
#include "framework/layers/step.h"
#include "framework/optim/minimize.h"

namespace fovea {

namespace {

constexpr int classes = 5;

class Dice {
 public:
  Dice(std::uint64_t seed, const char* purpose) : random_(seed, stream_of(purpose)) {}
  int below(int bound) {
    return static_cast<int>(random_.below(draws_++, static_cast<std::uint64_t>(bound)));
  }
  int from(int low, int high) { return low + below(high - low + 1); }
  bool chance(int one_in) { return below(one_in) == 0; }
  template <typename T>
  const T& of(const std::vector<T>& choices) {
    return choices[static_cast<size_t>(below(static_cast<int>(choices.size())))];
  }

 private:
  Random random_;
  std::uint64_t draws_ = 0;
};

int extent(Value x, int axis) { return static_cast<int>(x.shape()[axis]); }

// The pieces, each from an image to an image. Those of `same_shape` keep its shape.
using Piece = std::function<Value(Value, Dice&)>;

std::vector<std::string> activation_names() {
  std::vector<std::string> names;
  for (const auto& [name, make] : activations()) names.push_back(name);
  return names;
}

// Nothing is learned through step alone.
Value activated(const std::string& name, Value x) {
  return name == "step" ? add(x, step(x)) : activation(name, x);
}

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

const std::vector<Piece> same_shape = {
    any_activation,
    any_activation,
    any_activation,
    any_scale_shift,
    [](Value x, Dice&) { return batch_norm(x, {.epsilon = 1e-3f, .momentum = 0.8f}); },
    [](Value x, Dice& dice) { return dropout(x, {.rate = dice.chance(2) ? 0.3f : 0.6f}); },
    [](Value x, Dice&) { return identity(x); },
    [](Value x, Dice&) { return softmax(x); },
    [](Value x, Dice&) { return log_softmax(x); },
    [](Value x, Dice& dice) {
      return local_response_norm(x, {.size = dice.from(2, 5), .alpha = 0.5f, .k = 2});
    },
    [](Value x, Dice&) {
      return conv2d(x, {.channels = extent(x, 3), .kernel = 3, .padding = Same::upper});
    },
};

const std::vector<Piece> any_shape = {
    any_conv2d,
    any_conv2d,
    [](Value x, Dice& dice) { return max_pool(x, any_window(x, dice)); },
    [](Value x, Dice& dice) { return average_pool(x, any_window(x, dice)); },
    any_pad,
    any_slice,
    turned,
};

// Two ways from x that meet again.
Value any_branches(Value x, Dice& dice) {
  const Value a = dice.of(same_shape)(x, dice);
  const Value b = dice.chance(3) ? x : dice.of(same_shape)(x, dice);
  switch (dice.below(4)) {
    case 0:
      return add(a, b);
    case 1:
      return multiply(a, b);
    case 2:
      return concat({a, b, x}, {.axis = 3});
    default:
      return concat({a, b}, {.axis = dice.from(1, 2)});
  }
}

Value any_losses(Value logits, Dice& dice) {
  Graph& graph = logits.graph();
  const auto target = [&] { return sigmoid(graph.input("target", logits.type())); };
  switch (dice.below(6)) {
    case 0:
      return mean_squared_error(logits, target());
    case 1:
      return mean_absolute_error(logits, target());
    case 2:
      return binary_cross_entropy(logits, target());
    case 3:
      return binary_cross_entropy(sigmoid(logits), target(), {.from_logits = false});
    default:
      const Value label = graph.input("label", {Shape{logits.shape()[0]}, DType::i32});
      graph.output("correct", count_correct(logits, label));
      return softmax_cross_entropy(logits, label,
                                   {.label_smoothing = dice.chance(2) ? 0.1f : 0.0f});
  }
}

Tensor numbers(const TensorType& type, const std::string& name, std::uint64_t seed) {
  Tensor tensor(type);
  const Random random(seed, stream_of(name));
  for (size_t i = 0; i < static_cast<size_t>(type.shape.count()); ++i) {
    if (type.dtype == DType::f32) {
      tensor.as<float>()[i] = random.normal(i);
    } else if (type.dtype == DType::i32) {
      tensor.as<std::int32_t>()[i] = static_cast<std::int32_t>(random.below(i, classes));
    } else {
      tensor.data()[i] = static_cast<std::byte>(random.bits(i) >> 24);
    }
  }
  return tensor;
}

ExampleStep filled(std::unique_ptr<Graph> graph, std::uint64_t seed) {
  ExampleStep step{std::move(graph), {}, {}};
  for (const int id : step.graph->inputs()) {
    const ValueInfo& info = step.graph->info(id);
    step.feed[info.name] = numbers(info.type, info.name, seed);
  }
  if (step.feed.contains("learning_rate")) step.feed["learning_rate"] = Tensor::scalar(0.01f);
  for (const Variable& variable : step.graph->variables()) {
    Tensor value = variable.initializer.make(variable.type, seed, variable.name);
    if (variable.type.dtype == DType::f32) {  // nothing is 0, and variances stay positive
      const Tensor noise = numbers(variable.type, variable.name, seed);
      for (size_t i = 0; i < value.as<float>().size(); ++i) {
        value.as<float>()[i] += 0.1f * std::abs(noise.as<float>()[i]);
      }
    }
    step.variables[variable.name] = value;
  }
  return step;
}

}  // namespace

std::unique_ptr<Graph> random_network(std::uint64_t seed) {
  Dice dice(seed, "network");
  auto graph = std::make_unique<Graph>();
  const int channels = dice.of(std::vector{1, 3, 4});
  const Value image = graph->input(
      "image", {{dice.from(1, 3), dice.from(5, 12), dice.from(5, 12), channels}, DType::u8});
  const size_t count = static_cast<size_t>(channels);
  Value x =
      normalize(image, {.mean = std::vector(count, 0.4f), .deviation = std::vector(count, 0.3f)});
  for (int pieces = dice.from(4, 9); pieces > 0; --pieces) {
    const int kind = dice.below(4);
    x = kind == 0 ? any_branches(x, dice) : dice.of(kind == 1 ? same_shape : any_shape)(x, dice);
  }
  x = flatten(dice.chance(2) ? x : global_average_pool(x));
  const std::vector<std::string> names = activation_names();  // each has its turn
  x = activated(names[seed % names.size()], dense(x, {.units = dice.of(std::vector{1, 7, 19})}));
  const Value logits = dense(x, {.units = classes, .bias = !dice.chance(4)});
  graph->output("logits", logits);
  graph->output("loss", mean(any_losses(logits, dice)));
  return graph;
}

ExampleStep random_inference(std::uint64_t seed) {
  return filled(in_mode(*random_network(seed), Mode::inference), seed);
}

ExampleStep random_training(std::uint64_t seed) {
  Dice dice(seed, "training");
  auto graph = in_mode(*random_network(seed), seed % 4 ? Mode::training : Mode::inference);
  const std::string optimizer = dice.of<std::string>(
      {"sgd", "sgd:momentum=0.9", "sgd:momentum=0.9,nesterov=1,weight_decay=0.01", "adam",
       "adam:weight_decay=0.01", "adamw:weight_decay=0.01"});
  graph->output("finite", minimize(graph->find_output("loss"), *make_optimizer(optimizer)));
  return filled(std::move(graph), seed);
}

}  // namespace fovea
