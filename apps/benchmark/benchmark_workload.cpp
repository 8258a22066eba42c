#include "apps/benchmark/benchmark_workload.h"

#include <cmath>

#include "apps/benchmark/benchmark_noise.h"
#include "fovea/graph/names.h"
#include "fovea/optim/optimizer.h"
#include "framework/train/training_graph.h"

namespace fovea::apps {

namespace {

// Training takes its batches from so many: one alone would soon be learned by heart, and its
// gradients would vanish.
constexpr int batches = 8;
constexpr float learning_rate = 0.001f;

// 0 .. bound - 1 over and over.
Tensor counting(const Shape& shape, std::int64_t bound) {
  Tensor tensor(TensorType{shape, DType::i32});
  std::int32_t i = 0;
  for (std::int32_t& number : tensor.as<std::int32_t>()) {
    number = i++ % static_cast<std::int32_t>(bound);
  }
  return tensor;
}

// Batch number i of the fields that a training step reads.
Tensor made_up(const std::string& name, const TensorType& type, int i, std::int64_t bound) {
  if (name == names::learning_rate) return Tensor::scalar(learning_rate);
  if (name == names::seed) return Tensor::of<std::int32_t>(Shape{2}, {1, 0});
  if (type.dtype == DType::i32) return counting(type.shape, bound);
  if (type.dtype == DType::f32) return float_noise(type.shape);
  return byte_noise(type.shape, static_cast<std::uint32_t>(i * type.shape.count()));
}

}  // namespace

Workload::Workload(const Model& model, Work work, int batch, Backend& backend,
                   Precision precision) {
  if (model.graph->outputs().empty()) throw Error("model '{}' has no output", model.name);
  const Objective objective = objectives::make("", model);
  if (work == Work::infer) {
    const TensorType& input = model.input_type();
    if (input.dtype == DType::f32 && input.shape.rank() != 4) {
      throw Error("model '{}' takes {}, not images (N, H, W, C)", model.name, input.shape.str());
    }
    const Shape shape = input.shape.with(0, batch);
    session_.emplace(backend, model, precision);
    output_ = model.graph->outputs().front().first;
    const int first = model.graph->inputs().front();
    feeds_.push_back(
        {{model.graph->info(first).name,
          input.dtype == DType::i32 ? counting(shape, objective.below) : float_noise(shape)}});
    return;
  }
  auto graph = training_graph(model, *make_optimizer("sgd:momentum=0.9"), batch,
                              {.minimize = {.scaling = scaling_for(precision)}});
  for (int i = 0; i < batches; ++i) {
    Feed feed;
    for (const int id : graph->inputs()) {
      const ValueInfo& input = graph->info(id);
      feed[input.name] = made_up(input.name, input.type, i, objective.below);
    }
    feeds_.push_back(std::move(feed));
  }
  session_.emplace(backend, std::move(graph), 0, precision);
  for (const auto& [name, value] : model.weights) session_->state().write(name, value);
  start_ = session_->save();
}

Workload::Workload(const ConvWork& work, int batch, Backend& backend) {
  LayerGraph layer = conv_graph(work, batch);
  session_.emplace(backend, std::move(layer.graph));
  for (const auto& [name, value] : layer.state) session_->state().write(name, value);
  variable_ = layer_result;
  feeds_.emplace_back();
}

const Feed& Workload::next_feed() { return feeds_[next_++ % feeds_.size()]; }

Results Workload::run() { return session_->run(graph_, next_feed()); }

void Workload::rewind() {
  if (!start_.empty()) session_->restore(start_);
}

std::vector<StepTime> Workload::profile() { return session_->profile(graph_, next_feed()); }

const Plan& Workload::plan() {
  std::map<std::string, TensorType> types;
  for (const auto& [name, tensor] : feeds_.front()) types.emplace(name, tensor.type());
  return session_->plan(graph_, types);
}

double Workload::flops() {
  double sum = 0;
  for (const Step& step : plan().steps) sum += step.prologue ? 0 : step.flops;
  return sum;
}

double Workload::bytes() {
  double sum = 0;
  for (const Step& step : plan().steps) sum += step.prologue ? 0 : static_cast<double>(step.bytes);
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
