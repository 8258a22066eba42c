#include "tests/compare/random_graph.h"

#include "fovea/graph/passes/passes.h"
#include "fovea/layers/argmax.h"
#include "fovea/layers/binary_cross_entropy.h"
#include "fovea/layers/count_correct.h"
#include "fovea/layers/dense.h"
#include "fovea/layers/flatten.h"
#include "fovea/layers/global_average_pool.h"
#include "fovea/layers/mean.h"
#include "fovea/layers/mean_absolute_error.h"
#include "fovea/layers/mean_squared_error.h"
#include "fovea/layers/normalize.h"
#include "fovea/layers/sigmoid.h"
#include "fovea/layers/softmax_cross_entropy.h"
#include "fovea/optim/minimize.h"
#include "tests/compare/pieces.h"

namespace fovea {

namespace {

constexpr int classes = 5;

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
    if (variable.type.dtype == DType::f32) {  // no value is 0, and variances stay positive
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
  for (int left = dice.from(6, 12); left > 0; --left) {
    const int kind = dice.below(4);
    x = kind == 0 ? any_branches(x, dice)
                  : dice.of(kind == 1 ? pieces().same_shape : pieces().others)(x, dice);
  }
  x = flatten(dice.chance(2) ? x : global_average_pool(x));
  const std::vector<std::string> names = activation_names();  // each is used in turn
  x = activated(names[seed % names.size()], dense(x, {.units = dice.of(std::vector{1, 7, 19})}));
  const Value logits = dense(x, {.units = classes, .bias = !dice.chance(4)});
  graph->output("logits", logits);
  graph->output("class", argmax(logits, {.select_last = dice.chance(2)}));
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
  const LossScaling scaling = seed % 3 ? LossScaling::none : LossScaling::dynamic;
  graph->output("finite", minimize(graph->find_output("loss"), *make_optimizer(optimizer),
                                   {.scaling = scaling,
                                    .clip_norm = seed % 5 ? 0 : 0.1,
                                    .average_decay = seed % 4 == 1 ? 0.9 : 0}));
  return filled(std::move(graph), seed);
}

}  // namespace fovea
