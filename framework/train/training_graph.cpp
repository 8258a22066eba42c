#include "framework/train/training_graph.h"

#include <algorithm>
#include <functional>

#include "fovea/graph/names.h"
#include "fovea/graph/passes/in_mode.h"
#include "fovea/graph/rewriter.h"
#include "fovea/layers/add.h"
#include "fovea/layers/binary.h"
#include "fovea/layers/binary_cross_entropy.h"
#include "fovea/layers/count_correct.h"
#include "fovea/layers/gather.h"
#include "fovea/layers/mean.h"
#include "fovea/layers/multiply.h"
#include "fovea/layers/sigmoid.h"
#include "fovea/layers/softmax_cross_entropy.h"
#include "framework/train/classifier_graph.h"

namespace fovea {

namespace {

struct Network {
  Value label, logits;
  bool independent = false;                        // several classes, each true or not
  std::vector<std::pair<Value, float>> auxiliary;  // in training: logits, weight of their loss
};

// Whether the node reads variables and all of them are frozen.
bool all_frozen(const Graph& graph, const Node& node, const std::set<std::string>& frozen) {
  bool any = false;
  for (const int id : node.inputs) {
    const ValueInfo& info = graph.info(id);
    if (info.source != Source::variable) continue;
    if (!frozen.contains(info.name)) return false;
    any = true;
  }
  return any;
}

// The model on normalised u8 images, in this mode.
Network build_network(const Model& model, Graph& graph, int batch, Mode mode,
                      Weights weights = Weights::current,
                      const std::set<std::string>& frozen = {}) {
  if (model.graph->outputs().empty()) throw Error("model '{}' has no output", model.name);
  const Value image = normalized_image(model, graph, batch);
  Network network;
  network.label = graph.input(names::label, {Shape{batch}, DType::i32});
  Rewriter rewriter(*model.graph, graph);
  rewriter.map(model.graph->inputs().front(), image);
  for (size_t i = 0; i < model.graph->variables().size(); ++i) {
    Variable variable = model.graph->variables()[i];
    const bool is_frozen = frozen.contains(variable.name);
    if (weights == Weights::current && !is_frozen) continue;
    if (weights == Weights::averaged) variable.name = average_of(variable.name);
    if (is_frozen) variable.role = Role::statistic;
    rewriter.map(model.graph->variable_values()[i], graph.variable(variable));
  }
  const auto mode_of = [&](const Node& node) {
    return all_frozen(*model.graph, node, frozen) ? Mode::inference : mode;
  };
  rebuild_in_mode(*model.graph, mode_of, rewriter);
  const Scores scores = find_scores(model);
  network.logits = score_logits(rewriter, scores);
  if (scores.classes == 1) network.logits = no_and_yes(network.logits);
  network.independent = scores.independent() && scores.classes > 1;
  if (mode == Mode::training) {
    for (const auto& [name, weight] : model.auxiliary) {
      const int output = model.graph->find_output(name).id();
      network.auxiliary.emplace_back(rewriter(output), weight);
    }
  }
  return network;
}

// Of yes or no for each class, where the label alone is true: the loss of each example.
Value loss_of_each_class(Value logits, Value label, float label_smoothing) {
  const std::int64_t classes = logits.shape()[1];
  Tensor truths(Shape{classes, classes}, DType::f32);  // a row a label
  const float least = label_smoothing / static_cast<float>(classes);
  for (std::int64_t i = 0; i < classes * classes; ++i) {
    const bool right = i / classes == i % classes;
    truths.as<float>()[static_cast<size_t>(i)] = (right ? 1 - label_smoothing : 0) + least;
  }
  const Value table = logits.graph().constant(std::move(truths));
  return binary_cross_entropy(logits, gather(table, label));
}

// The losses times the weights of the labels.
Value weighted(Value losses, Value label, std::span<const float> weights) {
  if (weights.empty()) return losses;
  Tensor table(Shape{std::ssize(weights)}, DType::f32);
  std::ranges::copy(weights, table.as<float>().begin());
  return multiply(losses, gather(losses.graph().constant(std::move(table)), label));
}

// Of each example, by whichever of its labels.
using LossOf = std::function<Value(Value label)>;

// The mean over the batch, in which both labels of a mixed image have their shares: cross-entropy is
// linear in what is true.
Value mean_loss(const LossOf& loss_of, Value label, bool mixed) {
  if (!mixed) return mean(loss_of(label));
  Graph& graph = label.graph();
  const Value other = graph.find_input(names::other_label);
  const Value share = graph.find_input(names::label_share);
  const Value rest = subtract(graph.constant(Tensor::scalar(1.0f)), share);
  return mean(add(multiply(loss_of(label), share), multiply(loss_of(other), rest)));
}

// The mean loss over the batch of all classifiers of the network.
Value total_loss(const Network& network, const TrainingGraphConfig& config) {
  const auto label_smoothing = static_cast<float>(config.label_smoothing);
  const auto loss_of = [&](Value logits) {
    const LossOf softmax = [&](Value label) {
      const Value losses =
          softmax_cross_entropy(logits, label, {.label_smoothing = label_smoothing});
      return weighted(losses, label, config.class_weights);
    };
    return mean_loss(softmax, network.label, config.mixed);
  };
  const LossOf each_class = [&](Value label) {
    const Value losses = loss_of_each_class(network.logits, label, label_smoothing);
    return weighted(losses, label, config.class_weights);
  };
  Value loss = network.independent ? mean_loss(each_class, network.label, config.mixed)
                                   : loss_of(network.logits);
  for (const auto& [logits, weight] : network.auxiliary) {
    Tensor factor(TensorType{Shape{}, DType::f32});
    factor.as<float>()[0] = weight;
    loss = add(loss, multiply(loss_of(logits), loss.graph().constant(std::move(factor))));
  }
  return loss;
}

}  // namespace

std::unique_ptr<Graph> training_graph(const Model& model, const Optimizer& optimizer, int batch,
                                      const TrainingGraphConfig& config) {
  auto graph = std::make_unique<Graph>();
  const Network network =
      build_network(model, *graph, batch, Mode::training, Weights::current, config.frozen);
  if (std::ranges::none_of(graph->variables(), [](const Variable& variable) {
        return variable.role == Role::parameter;
      })) {
    if (!config.frozen.empty()) {
      throw Error("model '{}' has nothing to train: all its parameters are frozen", model.name);
    }
    throw Error("model '{}' has nothing to train: all its numbers are constants of the graph",
                model.name)
        .hint("save it again with its weights as initializers");
  }
  const std::int64_t classes = network.logits.shape()[1];
  if (!config.class_weights.empty() && std::ssize(config.class_weights) != classes) {
    throw Error("{} class weights for {} classes", config.class_weights.size(), classes);
  }
  if (config.mixed) {
    graph->input(names::other_label, network.label.type());
    graph->input(names::label_share, {network.label.shape(), DType::f32});
  }
  const Value loss = total_loss(network, config);
  graph->output(names::loss, loss);
  graph->output(names::correct, count_correct(network.logits, network.label));
  graph->output(names::finite, minimize(loss, optimizer, config.minimize));
  return graph;
}

LossScaling scaling_for(Precision precision) {
  return precision == Precision::f16 ? LossScaling::dynamic : LossScaling::none;
}

std::unique_ptr<Graph> evaluation_graph(const Model& model, int batch, Weights weights) {
  auto graph = std::make_unique<Graph>();
  const Network network = build_network(model, *graph, batch, Mode::inference, weights);
  if (network.independent) {
    graph->output(names::losses, loss_of_each_class(network.logits, network.label, 0));
    graph->output(names::probabilities, sigmoid(network.logits));
  } else {
    graph->output(names::losses, softmax_cross_entropy(network.logits, network.label, {}));
  }
  graph->output(names::logits, network.logits);
  return graph;
}

}  // namespace fovea
