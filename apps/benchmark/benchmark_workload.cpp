#include "apps/benchmark/benchmark_workload.h"

#include <cmath>

#include "fovea/graph/names.h"
#include "fovea/optim/optimizer.h"
#include "framework/train/training_graph.h"

namespace fovea::apps {

namespace {

// Training takes its batches from so many: one alone would soon be learned by heart, and its
// gradients would vanish.
constexpr int batches = 8;
constexpr float learning_rate = 0.001f;

// Noise that other programs make too, to compute on the same numbers.
std::uint32_t noise(std::uint32_t i) {
  const std::uint32_t h = i * 2654435761U;
  return h ^ (h >> 15);
}

// Calls body(place in (N, H, W, C), number in (N, C, H, W)) for every element.
template <typename Body>
void for_images(const Shape& shape, const Body& body) {
  std::uint32_t number = 0;
  const auto n = static_cast<size_t>(shape[0]), h = static_cast<size_t>(shape[1]),
             w = static_cast<size_t>(shape[2]), c = static_cast<size_t>(shape[3]);
  for (size_t image = 0; image < n; ++image) {
    for (size_t channel = 0; channel < c; ++channel) {
      for (size_t pixel = 0; pixel < h * w; ++pixel) {
        body((image * h * w + pixel) * c + channel, number++);
      }
    }
  }
}

Tensor float_images(const Shape& shape) {
  Tensor tensor(TensorType{shape, DType::f32});
  const std::span<float> values = tensor.as<float>();
  for_images(shape, [&](size_t place, std::uint32_t number) {
    values[place] = static_cast<float>(noise(number) >> 8) / 16777216.0f - 0.5f;
  });
  return tensor;
}

Tensor byte_images(const Shape& shape, int batch) {
  Tensor tensor(TensorType{shape, DType::u8});
  const std::span<std::uint8_t> values = tensor.as<std::uint8_t>();
  const auto first = static_cast<std::uint32_t>(batch * shape.count());
  for_images(shape, [&](size_t place, std::uint32_t number) {
    values[place] = static_cast<std::uint8_t>(noise(first + number) >> 24);
  });
  return tensor;
}

Tensor labels(int batch, std::int64_t classes) {
  Tensor tensor(TensorType{Shape{batch}, DType::i32});
  std::int32_t i = 0;
  for (std::int32_t& label : tensor.as<std::int32_t>()) {
    label = i++ % static_cast<std::int32_t>(classes);
  }
  return tensor;
}

bool has_input(const Graph& graph, const std::string& name) {
  for (const int id : graph.inputs()) {
    if (graph.info(id).name == name) return true;
  }
  return false;
}

}  // namespace

Workload::Workload(const Model& model, Work work, int batch, Backend& backend,
                   Precision precision) {
  if (model.graph->outputs().empty()) throw Error("model '{}' has no output", model.name);
  const Shape& image = model.input_type().shape;
  if (image.rank() != 4) {
    throw Error("model '{}' takes {}, not images (N, H, W, C)", model.name, image.str());
  }
  const Shape shape = image.with(0, batch);
  if (work == Work::infer) {
    session_.emplace(backend, model, precision);
    output_ = model.graph->outputs().front().first;
    const int input = model.graph->inputs().front();
    feeds_.push_back({{model.graph->info(input).name, float_images(shape)}});
    return;
  }
  const Shape& logits = model.graph->info(model.graph->outputs().front().second).type.shape;
  auto graph =
      training_graph(model, *make_optimizer("sgd:momentum=0.9"), batch, 0, scaling_for(precision));
  for (int i = 0; i < batches; ++i) {
    Feed feed{{names::image, byte_images(shape, i)},
              {names::label, labels(batch, logits.back())},
              {names::learning_rate, Tensor::scalar(learning_rate)}};
    if (has_input(*graph, names::seed))
      feed[names::seed] = Tensor::of<std::int32_t>(Shape{2}, {1, 0});
    feeds_.push_back(std::move(feed));
  }
  session_.emplace(backend, std::move(graph), 0, precision);
  for (const auto& [name, value] : model.weights) session_->state().write(name, value);
  start_ = session_->save();
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

std::optional<double> Workload::abs_sum(const Results& results) const {
  if (output_.empty()) return {};
  const Tensor& output = results.at(output_);
  const std::span<const float> values = output.as<float>();
  const std::int64_t images = output.shape().rank() ? output.shape()[0] : 1;
  double sum = 0;
  for (const float y : values.first(values.size() / static_cast<size_t>(images))) {
    sum += std::abs(double{y});
  }
  return sum;
}

}  // namespace fovea::apps
