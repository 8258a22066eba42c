#include "framework/transfer/example_step.h"

#include "fovea/core/random.h"
#include "fovea/graph/names.h"
#include "fovea/graph/passes/in_mode.h"
#include "fovea/graph/passes/with_inputs.h"
#include "fovea/plan/make_plan.h"
#include "framework/train/training_graph.h"

namespace fovea {

namespace {

constexpr std::uint64_t seed = 1;

Tensor random_input(const TensorType& type, const std::string& name, std::int64_t bound) {
  Tensor tensor(type);
  const Random random(seed, stream_of(name));
  for (size_t i = 0; i < static_cast<size_t>(type.shape.count()); ++i) {
    switch (type.dtype) {
      case DType::f32:
        tensor.as<float>()[i] = random.normal(i);
        break;
      case DType::i32:
        tensor.as<std::int32_t>()[i] =
            static_cast<std::int32_t>(random.below(i, static_cast<std::uint64_t>(bound)));
        break;
      default:
        tensor.data()[i] = static_cast<std::byte>(random.bits(i) >> 24);
    }
  }
  return tensor;
}

// Integers are drawn from 0 to `bound` - 1.
void fill(ExampleStep& step, const Parts& parts, std::int64_t bound) {
  std::map<std::string, Tensor> weights;
  for (const auto& [part, model] : parts) {
    for (const auto& [name, value] : model->weights) {
      weights.emplace(variable_of(parts, part, name), value);
    }
  }
  for (const int id : step.graph->inputs()) {
    const ValueInfo& info = step.graph->info(id);
    step.feed[info.name] = random_input(info.type, info.name, bound);
  }
  for (const Variable& variable : step.graph->variables()) {
    const auto weight = weights.find(variable.name);
    step.variables[variable.name] =
        weight != weights.end() ? weight->second
                                : variable.initializer.make(variable.type, seed, variable.name);
  }
}

}  // namespace

std::unique_ptr<Graph> inference_example_graph(const Model& model, int batch) {
  const int input = model.graph->inputs().empty() ? -1 : model.graph->inputs().front();
  TensorType type = model.input_type();
  type.shape = type.shape.with(0, batch);
  return with_inputs(*in_mode(*model.graph, Mode::inference),
                     {{model.graph->info(input).name, type}});
}

std::unique_ptr<Graph> training_example_graph(const Model& model, const Optimizer& optimizer,
                                              int batch, Precision precision) {
  return training_graph(model, optimizer, batch, {.minimize = {.scaling = scaling_for(precision)}});
}

ExampleStep inference_example(const Model& model, int batch) {
  ExampleStep step;
  step.graph = inference_example_graph(model, batch);
  fill(step, {{only_part, &model}}, 2);
  return step;
}

ExampleStep training_example(const Model& model, const Optimizer& optimizer, int batch,
                             Precision precision) {
  return std::move(
      training_examples({{only_part, &model}}, "", optimizer, batch, precision).front().second);
}

std::vector<std::pair<std::string, ExampleStep>> training_examples(const Parts& parts,
                                                                   const std::string& objective,
                                                                   const Optimizer& optimizer,
                                                                   int batch, Precision precision) {
  const Objective by = objectives::make(objective, parts);
  std::vector<std::pair<std::string, ExampleStep>> steps;
  for (const TrainingStep& training : by.steps) {
    ExampleStep step;
    step.graph = training_graph(
        by, training, optimizer, batch,
        {.minimize = {.scaling = scaling_for(precision), .counts = &training == &by.steps.back()}});
    fill(step, parts, by.below);
    const float rate = static_cast<float>(optimizer.learning_rate());
    step.feed[names::learning_rate] = Tensor::scalar(rate);
    steps.emplace_back(training.name, std::move(step));
  }
  return steps;
}

void advance(ExampleStep& step, Backend& backend) {
  const auto state = backend.make_state(step.graph->variables());
  for (const auto& [name, value] : step.variables) state->write(name, value);
  const Plan plan = make_plan(*step.graph, backend);
  const auto executable = backend.load(plan, *state);
  executable->wait(executable->submit(step.feed));
  for (auto& [name, value] : step.variables) {
    const Tensor next = state->read(name);
    value = next.dtype() == DType::f64 ? next.to(DType::f32) : next;
  }
}

}  // namespace fovea
