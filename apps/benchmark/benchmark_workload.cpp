#include "apps/benchmark/benchmark_workload.h"

#include <algorithm>
#include <cmath>

#include "apps/benchmark/benchmark_noise.h"
#include "fovea/graph/names.h"
#include "fovea/optim/optimizer.h"
#include "framework/train/training_graph.h"

namespace fovea::apps {

namespace {

// Training uses this many batches in turn: a single one would soon be learned by heart, and its
// gradients would become 0.
constexpr int batches = 8;
constexpr float learning_rate = 0.001f;

// 0 .. bound - 1, repeated.
Tensor counting(const Shape& shape, std::int64_t bound) {
  Tensor tensor(TensorType{shape, DType::i32});
  std::int32_t i = 0;
  for (std::int32_t& number : tensor.as<std::int32_t>()) {
    number = i++ % static_cast<std::int32_t>(bound);
  }
  return tensor;
}

// Batch number i of the fields that a training step reads.
Tensor random_input(const std::string& name, const TensorType& type, int i, std::int64_t bound) {
  if (name == names::learning_rate) return Tensor::scalar(learning_rate);
  if (name == names::seed) return Tensor::of<std::int32_t>(Shape{2}, {1, 0});
  if (type.dtype == DType::i32) return counting(type.shape, bound);
  if (type.dtype == DType::f32) return float_noise(type.shape);
  return byte_noise(type.shape, static_cast<std::uint32_t>(i * type.shape.count()));
}

}  // namespace

Workload::Workload(const Model& model, int batch, Backend& backend, Precision precision) {
  if (model.graph->outputs().empty()) throw Error("model '{}' has no output", model.title());
  const TensorType& input = model.input_type();
  if (input.dtype == DType::f32 && input.shape.rank() != 4) {
    throw Error("model '{}' takes {}, not images (N, H, W, C)", model.title(), input.shape.str());
  }
  const Shape shape = input.shape.with(0, batch);
  session_.emplace(backend, model, precision);
  output_ = model.graph->outputs().front().first;
  const std::string& name = model.graph->info(model.graph->inputs().front()).name;
  const bool tokens = input.dtype == DType::i32;
  calls_.push_back({names::run,
                    {{{name, tokens ? counting(shape, objectives::make("", model).below)
                                    : float_noise(shape)}}}});
}

Workload::Workload(const Parts& parts, const std::string& objective, int batch, Backend& backend,
                   Precision precision) {
  for (const auto& [part, model] : parts) {
    if (model->graph->outputs().empty()) throw Error("model '{}' has no output", model->title());
  }
  const Objective by = objectives::make(objective, parts);
  const auto optimizer = make_optimizer("sgd:momentum=0.9");
  std::map<std::string, std::unique_ptr<Graph>> graphs;
  for (const TrainingStep& step : by.steps) {
    auto graph = training_graph(
        by, step, *optimizer, batch,
        {.minimize = {.scaling = scaling_for(precision), .counts = &step == &by.steps.back()}});
    GraphCall call{step.name.empty() ? names::run : step.name, {}};
    for (int i = 0; i < batches; ++i) {
      Feed feed;
      for (const int id : graph->inputs()) {
        const ValueInfo& input = graph->info(id);
        feed[input.name] = random_input(input.name, input.type, i, by.below);
      }
      call.feeds.push_back(std::move(feed));
    }
    graphs.emplace(call.graph, std::move(graph));
    calls_.push_back(std::move(call));
  }
  session_.emplace(backend, std::move(graphs), 0, precision);
  for (const auto& [part, model] : parts) {
    for (const auto& [name, value] : model->weights) {
      session_->state().write(variable_of(parts, part, name), value);
    }
  }
  start_ = session_->save();
}

Workload::Workload(const ConvWork& work, int batch, Backend& backend) {
  LayerGraph layer = conv_graph(work, batch);
  session_.emplace(backend, std::move(layer.graph));
  for (const auto& [name, value] : layer.state) session_->state().write(name, value);
  variable_ = layer_result;
  calls_.push_back({names::run, {{}}});
}

Results Workload::run() {
  Results results;
  for (const GraphCall& call : calls_) results = session_->run(call.graph, feed_of(call));
  ++next_;
  return results;
}

void Workload::rewind() {
  if (!start_.empty()) session_->restore(start_);
}

std::vector<StepProfile> Workload::profile() {
  std::vector<StepProfile> profiles;
  for (const GraphCall& call : calls_) {
    std::vector<StepTime> times = session_->profile(call.graph, feed_of(call));
    profiles.push_back({call.graph, &plan(call), std::move(times)});
  }
  ++next_;
  return profiles;
}

const Plan& Workload::plan(const GraphCall& call) {
  std::map<std::string, TensorType> types;
  for (const auto& [name, tensor] : call.feeds.front()) types.emplace(name, tensor.type());
  return session_->plan(call.graph, types);
}

std::int64_t Workload::peak_bytes() {
  std::int64_t most = 0;
  for (const GraphCall& call : calls_) most = std::max(most, plan(call).peak_bytes());
  return most;
}

double Workload::flops() {
  double sum = 0;
  for (const GraphCall& call : calls_) {
    for (const Step& step : plan(call).steps) sum += step.prologue ? 0 : step.flops;
  }
  return sum;
}

double Workload::bytes() {
  double sum = 0;
  for (const GraphCall& call : calls_) {
    for (const Step& step : plan(call).steps) {
      sum += step.prologue ? 0 : static_cast<double>(step.bytes);
    }
  }
  return sum;
}

std::optional<double> Workload::abs_sum(const Results& results) {
  const auto sum_of = [](std::span<const float> values) {
    double sum = 0;
    for (const float y : values) sum += std::abs(double{y});
    return sum;
  };
  if (!variable_.empty()) return sum_of(session_->state().read(variable_).as<float>());
  if (output_.empty()) return {};
  const Tensor& output = results.at(output_);
  const std::span<const float> values = output.as<float>();
  const std::int64_t images = output.shape().rank() ? output.shape()[0] : 1;
  return sum_of(values.first(values.size() / static_cast<size_t>(images)));
}

}  // namespace fovea::apps
