#include "apps/pictures/classifier.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>

#include "apps/pictures/fully_convolutional.h"
#include "fovea/graph/differentiate.h"
#include "fovea/graph/names.h"
#include "fovea/graph/passes/passes.h"
#include "fovea/graph/rewriter.h"
#include "fovea/layers/mean.h"
#include "fovea/layers/multiply.h"
#include "fovea/layers/sigmoid.h"
#include "fovea/layers/softmax.h"
#include "framework/objectives/classifier_graph.h"

namespace fovea::apps {

namespace {

// The model's own probabilities, if logits are made from them.
constexpr const char* model_probabilities = "given probabilities";

// The network up to the scores, before a softmax or sigmoid if the model ends in one; the input is
// the model's, the output "scores" has any shape.
std::unique_ptr<Graph> network_graph(const Model& model, const Scores& scores) {
  Graph graph;
  Rewriter rewriter(*model.graph, graph);
  rebuild_in_mode(*model.graph, Mode::inference, rewriter);
  graph.output("scores", rewriter(scores.in_rows ? scores.value : scores.source));
  return remove_dead_nodes(graph);
}

// Input "image" u8, output "scores" f32 (1, classes), logits; nothing that they do not need.
std::unique_ptr<Graph> scores_graph(const Model& model, const Graph& network,
                                    const Scores& scores) {
  Graph graph;
  const Value image = normalized_image(model, graph, 1);
  Rewriter rewriter(network, graph);
  rewriter.map(network.inputs().front(), image);
  for (const Node& node : network.nodes()) rewriter.copy(node, node.layer);
  const Value source = rewriter(network.outputs().front().second);
  if (scores.recipe != Scores::Recipe::as_it_is) graph.output(model_probabilities, source);
  const Value logits = score_logits(source, scores);
  // One class with two names is yes or no.
  const bool pair = scores.classes == 1 && model.labels.size() == 2;
  graph.output("scores", pair ? no_and_yes(logits) : logits);
  return remove_dead_nodes(graph);
}

std::unique_ptr<Graph> probabilities_graph(std::unique_ptr<Graph> graph, const Scores& scores) {
  const Value logits = graph->find_output("scores");
  const bool each = scores.independent() && logits.shape()[1] == scores.classes;
  graph->output(names::probabilities, each ? sigmoid(logits) : softmax(logits));
  return graph;
}

// Input "target" f32 (1, classes), 1 for the class to explain, else 0; outputs "features" f32
// (1, h, w, C) and "gradient", the gradient of the class's score divided by the number of classes.
std::unique_ptr<Graph> explaining_graph(std::unique_ptr<Graph> graph) {
  Value features;
  for (const Node& node : graph->nodes()) {
    const ValueInfo& info = graph->info(node.outputs[0]);
    const Shape& shape = info.type.shape;
    const bool places = shape.rank() == 4 && shape[1] * shape[2] > 1;
    if (node.layer->kind().ends_with("conv2d") && places) features = graph->value(node.outputs[0]);
  }
  if (!features) throw Error("has no convolution that a heat map could show");
  const Value scores = graph->find_output("scores");
  const Value target = graph->input("target", scores.type());
  const Value variables[] = {features};
  const Value gradient = differentiate(mean(multiply(scores, target)), variables).front();
  graph->output(names::features, features);
  graph->output("gradient", gradient);
  return graph;
}

void check(const Model& model) {
  if (model.graph->outputs().empty()) throw Error("has no output");
  const Shape& input = model.input_type().shape;
  if (model.graph->inputs().size() != 1 || input.rank() != 4 || (input[3] != 1 && input[3] != 3)) {
    throw Error("takes {}, not one image of 1 or 3 channels", input.str());
  }
  if (model.input_type().dtype == DType::boolean) {
    throw Error("takes true and false, not pixels");
  }
}

}  // namespace

Classifier::Classifier(Backend& backend, const Model& model, std::unique_ptr<Graph> features)
    : model_(model) {
  std::map<std::string, std::unique_ptr<Graph>> graphs;
  if (features) graphs[names::features] = std::move(features);
  try {
    check(model);
    scores_ = find_scores(model);
    const std::unique_ptr<Graph> network = network_graph(model, scores_);
    auto scores = scores_graph(model, *network, scores_);
    classes_ = static_cast<int>(scores->find_output("scores").shape()[1]);
    graphs["classify"] = probabilities_graph(std::move(scores), scores_);
    try {
      Scores places = scores_;  // for pictures of another size, rows may be maps
      places.in_rows = false;
      const auto maps = fully_convolutional(*network_graph(model, places));
      graphs["any size"] = probabilities_graph(scores_graph(model, *maps, places), scores_);
    } catch (const Error& error) {
      one_size_ = error.what();
    }
    try {
      graphs["explain"] = explaining_graph(scores_graph(model, *network, scores_));
    } catch (const Error& error) {
      explained_ = error.what();
      graphs.erase("explain");
    }
  } catch (const Error& error) {
    throw error.at(fmt::format("model '{}'", model.title()));
  }
  session_ = std::make_unique<Session>(backend, std::move(graphs));
  std::map<std::string, Tensor> weights;  // the weights that the first output needs
  for (const Variable& variable : session_->state().variables()) {
    weights[variable.name] = model.weights.at(variable.name);
  }
  session_->restore(weights);
}

datasets::View Classifier::view() const {
  const Shape& input = model_.input_type().shape;
  return {.size = {input[1], input[2], input[3]}, .preprocessing = model_.preprocessing};
}

std::string Classifier::label(int target) const {
  const auto index = static_cast<size_t>(target);
  return index < model_.labels.size() ? model_.labels[index] : fmt::format("class {}", target);
}

void Classifier::expect_probabilities(std::span<const float> values) const {
  constexpr float rounding = 1e-3f;
  for (const float value : values) {
    if (value >= -rounding && value <= 1 + rounding) continue;
    throw BadScores(
        "model '{}' gives {}, which is no probability, though its output is taken as {}",
        model_.title(), value, name_of(scores_.kind));
  }
}

Tensor Classifier::run(const std::string& graph, const std::string& output, const Tensor& images) {
  const Feed feed{{names::image, images}};
  const Results results = session_->run(graph, feed);
  const Tensor& result = results.at(output);
  const auto values = result.as<float>();
  if (!std::ranges::all_of(values, [](float value) { return std::isfinite(value); })) {
    throw BadScores("model '{}' gives what is not a number: {}", model_.title(),
                    session_->first_fault(graph, feed));
  }
  if (const auto probabilities = results.find(model_probabilities);
      probabilities != results.end()) {
    expect_probabilities(probabilities->second.as<float>());
  }
  return result;
}

Tensor Classifier::probabilities(const Tensor& images) {
  const Shape& input = model_.input_type().shape;
  const std::int64_t count = images.shape()[0];
  const bool own_size = images.shape().with(0, input[0]) == input;
  const Shape rows{count, classes_};
  const auto run_some = [&](const Tensor& some) {
    if (!own_size && !one_size_.empty()) throw Error("{}", one_size_);
    Tensor result = run(own_size ? "classify" : "any size", names::probabilities, some);
    if (result.shape() != rows.with(0, some.shape()[0])) {
      throw Error("it gives {} for {} pictures", result.shape().str(), some.shape()[0]);
    }
    return result;
  };
  try {
    if (scores_.together || count == 1) return run_some(images);
    Tensor all(rows, DType::f32);
    const size_t bytes = images.bytes().size() / static_cast<size_t>(count);
    for (std::int64_t i = 0; i < count; ++i) {
      Tensor one(images.shape().with(0, 1), DType::u8);
      std::memcpy(one.data(), images.data() + bytes * static_cast<size_t>(i), bytes);
      std::ranges::copy(run_some(one).as<float>(), all.as<float>().begin() + i * classes_);
    }
    return all;
  } catch (const DeviceLost&) {
    throw;
  } catch (const BadScores&) {
    throw;
  } catch (const Error& error) {
    if (own_size) throw;
    throw error.at(fmt::format("model '{}' does not run at {}x{}", model_.title(),
                               images.shape()[2], images.shape()[1]));
  }
}

Tensor Classifier::heat_map(const Tensor& image, int target) {
  if (!explained_.empty()) throw Error("model '{}' {}", model_.title(), explained_);
  Tensor one_hot(Shape{1, classes_}, DType::f32);
  one_hot.as<float>()[static_cast<size_t>(target)] = 1;
  const Results results = session_->run("explain", {{names::image, image}, {"target", one_hot}});
  const Tensor &features = results.at(names::features), &gradient = results.at("gradient");
  const Shape& shape = features.shape();
  const auto channels = static_cast<size_t>(shape[3]),
             places = static_cast<size_t>(shape[1] * shape[2]);

  std::vector<double> weights(channels);  // the gradient's mean over all places
  const auto slopes = gradient.as<float>(), values = features.as<float>();
  for (size_t i = 0; i < slopes.size(); ++i) weights[i % channels] += double{slopes[i]};
  Tensor map(Shape{shape[1], shape[2]}, DType::f32);
  const auto heat = map.as<float>();
  for (size_t place = 0; place < places; ++place) {
    double sum = 0;
    for (size_t c = 0; c < channels; ++c) sum += weights[c] * double{values[place * channels + c]};
    heat[place] = static_cast<float>(std::max(sum, 0.0));
  }
  const float highest = *std::ranges::max_element(heat);
  if (highest > 0) {
    for (float& value : heat) value /= highest;
  }
  return map;
}

Tensor Classifier::features(const Tensor& image) {
  return run(names::features, names::features, image);
}

void Classifier::set(const std::map<std::string, Tensor>& weights) {
  for (const auto& [name, value] : weights) session_->state().write(name, value);
}

std::vector<Guess> likeliest(std::span<const float> probabilities, int count) {
  std::vector<int> order(probabilities.size());
  std::iota(order.begin(), order.end(), 0);
  const auto guess_count = std::min<size_t>(order.size(), static_cast<size_t>(count));
  const auto probability = [&](int target) { return probabilities[static_cast<size_t>(target)]; };
  std::ranges::partial_sort(order, order.begin() + static_cast<std::ptrdiff_t>(guess_count),
                            [&](int a, int b) {
                              const float pa = probability(a), pb = probability(b);
                              return pa != pb ? pa > pb : a < b;
                            });
  std::vector<Guess> guesses;
  for (size_t i = 0; i < guess_count; ++i) guesses.push_back({order[i], probability(order[i])});
  return guesses;
}

}  // namespace fovea::apps
