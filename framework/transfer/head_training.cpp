#include "fovea/transfer/head_training.h"

#include <algorithm>
#include <cmath>

#include "fovea/graph/names.h"
#include "fovea/layers/add.h"
#include "fovea/layers/mean.h"
#include "fovea/layers/softmax.h"
#include "fovea/layers/softmax_cross_entropy.h"
#include "fovea/optim/minimize.h"

namespace fovea {

namespace {

// Added to the logits of classes without examples: their probability, and so their gradient, is 0.
constexpr float excluded = -1e9f;

// The change of a logit by one step of adam, which changes each weight by about the learning rate.
constexpr double logit_step = 0.3;

// Names that no layer of the model has.
constexpr const char *features_name = "teach/features", *label_name = "teach/label",
                     *offset_name = "teach/offset";

Value offset_logits(const HeadCut& cut, Graph& graph, int batch, int classes) {
  const TensorType& type = cut.features();
  const Value features = graph.input(features_name, {type.shape.with(0, batch), DType::f32});
  const Value offset = graph.input(offset_name, {Shape{batch, classes}, DType::f32});
  return add(cut.logits(features, classes), offset, "teach/logits");
}

std::unique_ptr<Graph> step_graph(const HeadCut& cut, const HeadTrainingOptions& options) {
  auto graph = std::make_unique<Graph>();
  const Value logits = offset_logits(cut, *graph, options.batch, options.classes);
  const Value label = graph->input(label_name, {Shape{options.batch}, DType::i32});
  const Value loss = mean(softmax_cross_entropy(logits, label, {}));
  graph->output(names::loss, loss);
  graph->output(names::finite, minimize(loss, *make_optimizer(options.optimizer)));
  return graph;
}

std::unique_ptr<Graph> classifying_graph(const HeadCut& cut, const HeadTrainingOptions& options) {
  auto graph = std::make_unique<Graph>();
  graph->output(names::probabilities, softmax(offset_logits(cut, *graph, 1, options.classes)));
  return graph;
}

}  // namespace

HeadTraining::HeadTraining(Backend& backend, const HeadCut& cut, HeadTrainingOptions options)
    : options_(std::move(options)) {
  if (options_.classes < 1) throw Error("{} classes are too few", options_.classes);
  if (options_.batch < 1) throw Error("a batch of {} is too small", options_.batch);
  if (!(options_.learning_rate >= 0) || !std::isfinite(options_.learning_rate)) {
    throw Error("a learning rate of {} is not positive", options_.learning_rate);
  }
  std::map<std::string, std::unique_ptr<Graph>> graphs;
  graphs["classify"] = classifying_graph(cut, options_);
  for (const Variable& variable : graphs["classify"]->variables()) {
    parameters_.push_back(variable.name);
    const Shape& shape = variable.type.shape;
    if (shape.rank() > 1) fan_in_ = static_cast<double>(shape.count() / shape[0]);
  }
  graphs["step"] = step_graph(cut, options_);
  session_ = std::make_unique<Session>(backend, std::move(graphs), options_.seed);
}

Tensor HeadTraining::offset(int rows, std::span<const int> taught) const {
  Tensor offset(Shape{rows, options_.classes}, DType::f32);
  const auto numbers = offset.as<float>();
  std::ranges::fill(numbers, excluded);
  const auto classes = static_cast<size_t>(options_.classes);
  for (size_t row = 0; row < static_cast<size_t>(rows); ++row) {
    for (const int target : taught) numbers[row * classes + static_cast<size_t>(target)] = 0;
  }
  return offset;
}

HeadTraining::Inputs HeadTraining::draw(const ExampleStore& examples) const {
  if (examples.classes() != options_.classes) {
    throw Error("examples of {} classes for a head of {}", examples.classes(), options_.classes);
  }
  const double reach = examples.magnitude() * fan_in_;
  const double fitting =
      reach > 0 ? logit_step / reach : make_optimizer(options_.optimizer)->learning_rate();
  return {examples.draw(options_.batch, static_cast<std::uint32_t>(steps_)), examples.taught(),
          options_.learning_rate > 0 ? options_.learning_rate : std::min(fitting, 1.0)};
}

float HeadTraining::step(const ExampleStore& examples) { return step(draw(examples)); }

float HeadTraining::step(const Inputs& inputs) {
  const Results results = session_->run(
      "step", {{features_name, inputs.batch.features},
               {label_name, inputs.batch.labels},
               {offset_name, offset(options_.batch, inputs.taught)},
               {names::learning_rate, Tensor::scalar(static_cast<float>(inputs.learning_rate))}});
  if (results.at(names::finite).item<std::int32_t>() == 0) {
    throw Error("the loss of the head is not finite at step {}", steps_ + 1);
  }
  ++steps_;
  return results.at(names::loss).item<float>();
}

std::vector<float> HeadTraining::probabilities(const Tensor& features,
                                               std::span<const int> taught) {
  const Results results =
      session_->run("classify", {{features_name, features}, {offset_name, offset(1, taught)}});
  const auto all = results.at(names::probabilities).as<float>();
  std::vector<float> probabilities;
  for (const int target : taught) probabilities.push_back(all[static_cast<size_t>(target)]);
  return probabilities;
}

std::map<std::string, Tensor> HeadTraining::head(std::span<const int> classes) const {
  std::map<std::string, Tensor> head;
  for (const std::string& name : parameters_) {
    const Tensor all = session_->state().read(name);
    const auto count = static_cast<std::int64_t>(classes.size());
    Tensor rows(all.shape().with(0, count), DType::f32);
    const auto size = static_cast<size_t>(all.shape().count() / all.shape()[0]);
    for (size_t i = 0; i < classes.size(); ++i) {
      const auto row = all.as<float>().subspan(static_cast<size_t>(classes[i]) * size, size);
      std::ranges::copy(row, rows.as<float>().subspan(i * size, size).begin());
    }
    head[name] = std::move(rows);
  }
  return head;
}

void HeadTraining::go_on_from(const HeadTraining& other) {
  session_->restore(other.session_->save());
  steps_ = other.steps_;
}

}  // namespace fovea
