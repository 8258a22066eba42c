#include "fovea/generate/generator.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "fovea/core/random.h"
#include "fovea/generate/stepwise.h"
#include "fovea/graph/names.h"
#include "fovea/graph/passes/in_mode.h"
#include "fovea/runtime/session.h"
#include "framework/model/language_model.h"

namespace fovea {

namespace {

constexpr const char* step_graph = "step";
constexpr float minus_infinity = -std::numeric_limits<float>::infinity();

}  // namespace

std::int32_t choose_token(std::span<const float> logits, const Sampling& sampling,
                          std::uint64_t position) {
  if (!(sampling.temperature >= 0) || std::isinf(sampling.temperature)) {
    throw Error("a temperature of {} is not a number of at least 0", sampling.temperature);
  }
  if (logits.empty() || std::ranges::any_of(logits, [](float x) { return std::isnan(x); })) {
    throw Error("the model's scores are no numbers");
  }
  const auto best = std::ranges::max_element(logits);
  if (sampling.temperature == 0) return static_cast<std::int32_t>(best - logits.begin());
  float least = minus_infinity;
  if (sampling.top_k > 0 && sampling.top_k < std::ssize(logits)) {
    std::vector<float> sorted(logits.begin(), logits.end());
    const auto last = sorted.begin() + sampling.top_k - 1;
    std::ranges::nth_element(sorted, last, std::greater<>());
    least = *last;
  }
  std::vector<double> weights;
  for (const float logit : logits) {
    const double power = (double{logit} - double{*best}) / sampling.temperature;
    weights.push_back(logit >= least ? std::exp(power) : 0);
  }
  const double all = std::accumulate(weights.begin(), weights.end(), 0.0);
  const Random random(sampling.seed, stream_of("token"));
  double left = all * (static_cast<double>(random.bits(position)) + 0.5) * 0x1p-32;
  for (size_t i = 0; i < weights.size(); ++i) {
    left -= weights[i];
    if (left < 0) return static_cast<std::int32_t>(i);
  }
  return static_cast<std::int32_t>(best - logits.begin());
}

struct Generator::Impl {
  Impl(const Model& trained, Backend& backend, Past kind) : model(trained), past(kind) {
    expect_language_model(model);
    context = model.input_type().shape[1];
    std::map<std::string, std::unique_ptr<Graph>> graphs;
    if (past == Past::cache) {
      graphs.emplace(step_graph, stepwise_graph(model));
    } else {
      graphs.emplace(step_graph, in_mode(*model.graph, Mode::inference));
    }
    session = std::make_unique<Session>(backend, std::move(graphs));
    for (const auto& [name, value] : model.weights) session->state().write(name, value);
  }

  // The text from `start` on does not fit: starts at a later token.
  void move_window() {
    const std::int64_t count = std::ssize(text);
    if (count - start <= context) return;
    start = count - std::max<std::int64_t>(context / 2, 1);
    read = start;
  }

  std::vector<float> step(std::int64_t token) {
    const std::int64_t position = token - start;
    Tensor here(Shape{context, 1}, DType::f32), mask(Shape{1, context}, DType::f32);
    std::ranges::fill(here.as<float>(), 0.0f);
    here.as<float>()[static_cast<size_t>(position)] = 1;
    std::ranges::fill(mask.as<float>(), minus_infinity);
    std::ranges::fill(mask.as<float>().first(static_cast<size_t>(position) + 1), 0.0f);
    const Results results = session->run(
        step_graph,
        {{"token", Tensor::of<std::int32_t>(Shape{1, 1}, {text[static_cast<size_t>(token)]})},
         {"position", Tensor::of<std::int32_t>(Shape{1}, {static_cast<std::int32_t>(position)})},
         {"here", std::move(here)},
         {"seen", std::move(mask)}});
    const auto logits = results.at(names::logits).as<float>();
    return {logits.begin(), logits.end()};
  }

  // All tokens of the window at once; those that are not there yet are 0; no earlier token
  // reads them.
  std::vector<float> whole_window() {
    Tensor tokens(Shape{1, context}, DType::i32);
    std::ranges::fill(tokens.as<std::int32_t>(), 0);
    const std::int64_t count = std::ssize(text) - start;
    std::copy_n(text.begin() + start, count, tokens.as<std::int32_t>().begin());
    const std::string& input = model.graph->info(model.graph->inputs().front()).name;
    const Results results = session->run(step_graph, {{input, std::move(tokens)}});
    const Tensor& logits = results.at(model.graph->outputs().front().first);
    const auto size = static_cast<size_t>(logits.shape().back());
    const auto row = logits.as<float>().subspan(static_cast<size_t>(count - 1) * size, size);
    return {row.begin(), row.end()};
  }

  std::vector<float> logits() {
    if (text.empty()) throw Error("there is no token to go on from");
    move_window();
    if (past == Past::none) return whole_window();
    while (read < std::ssize(text)) last = step(read++);
    return last;
  }

  const Model& model;
  Past past;
  std::int64_t context = 0;
  std::unique_ptr<Session> session;
  std::vector<std::int32_t> text;
  std::int64_t start = 0, read = 0;  // start of the window; tokens whose keys and values are kept
  std::vector<float> last;           // logits after the last token that was read
};

Generator::Generator(const Model& model, Backend& backend, Past past)
    : impl_(std::make_unique<Impl>(model, backend, past)) {}

Generator::~Generator() = default;

int Generator::context() const { return static_cast<int>(impl_->context); }

int Generator::vocabulary() const {
  const Graph& graph = *impl_->model.graph;
  return static_cast<int>(graph.info(graph.outputs().front().second).type.shape.back());
}

void Generator::append(std::span<const std::int32_t> tokens) {
  for (const std::int32_t token : tokens) {
    if (token < 0 || token >= vocabulary()) {
      throw Error("there is no token {}: model '{}' knows {}", token, impl_->model.title(),
                  vocabulary());
    }
  }
  impl_->text.insert(impl_->text.end(), tokens.begin(), tokens.end());
}

std::vector<float> Generator::logits() { return impl_->logits(); }

std::int32_t Generator::next(const Sampling& sampling) {
  const auto position = static_cast<std::uint64_t>(impl_->text.size());
  const std::int32_t token = choose_token(logits(), sampling, position);
  impl_->text.push_back(token);
  return token;
}

}  // namespace fovea
