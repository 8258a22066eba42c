// One class of several: cross-entropy of the softmax of the logits. If each class may be true or
// not by itself: the mean of one yes-or-no loss per class. Fields "image" and "label".
#include <algorithm>
#include <cmath>

#include <fmt/ranges.h>

#include "fovea/graph/names.h"
#include "fovea/layers/add.h"
#include "fovea/layers/binary.h"
#include "fovea/layers/binary_cross_entropy.h"
#include "fovea/layers/count_correct.h"
#include "fovea/layers/gather.h"
#include "fovea/layers/mean.h"
#include "fovea/layers/multiply.h"
#include "fovea/layers/sigmoid.h"
#include "fovea/layers/softmax_cross_entropy.h"
#include "fovea/objectives/objective.h"
#include "framework/objectives/classifier_graph.h"

namespace fovea::objectives {

namespace {

struct ClassificationSettings {
  float label_smoothing = 0;
  std::vector<float> class_weights;  // for an example's loss, by its class; empty: 1
};

struct Network {
  Value label, logits;
  bool independent = false;                        // several classes, each true or not
  std::vector<std::pair<Value, float>> auxiliary;  // in training: logits, weight of their loss
};

Network build_network(const Model& model, GraphBuilder& builder) {
  const Value image = builder.image();
  Network network;
  network.label = builder.input(names::label, {Shape{}, DType::i32});
  Rewriter rewriter = builder.apply(only_part, std::vector{image});
  const Scores scores = find_scores(model);
  network.logits = score_logits(rewriter, scores);
  const std::int64_t rows = network.logits.shape()[0], pictures = network.label.shape()[0];
  if (rows != pictures) {
    throw Error("model '{}' gives {} row{} of scores for {} pictures", model.title(), rows,
                rows == 1 ? "" : "s", pictures);
  }
  if (scores.classes == 1) network.logits = no_and_yes(network.logits);
  network.independent = scores.independent() && scores.classes > 1;
  if (builder.mode() == Mode::training) {
    for (const auto& [name, weight] : model.auxiliary) {
      const int output = model.graph->find_output(name).id();
      network.auxiliary.emplace_back(rewriter(output), weight);
    }
  }
  return network;
}

// The loss of each example: a yes-or-no loss for each class, of which only the label is true.
Value loss_of_each_class(Value logits, Value label, float label_smoothing) {
  const std::int64_t classes = logits.shape()[1];
  Tensor truths(Shape{classes, classes}, DType::f32);  // one row per label
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

// The loss of each example by one of its labels.
using LossOf = std::function<Value(Value label)>;

// The mean over the batch. Both labels of a mixed image count by their shares: cross-entropy is
// linear in the target.
Value mean_loss(const LossOf& loss_of, Value label, bool mixed) {
  if (!mixed) return mean(loss_of(label));
  Graph& graph = label.graph();
  const Value other = graph.find_input(names::other_label);
  const Value share = graph.find_input(names::label_share);
  const Value rest = subtract(graph.constant(Tensor::scalar(1.0f)), share);
  return mean(add(multiply(loss_of(label), share), multiply(loss_of(other), rest)));
}

// The mean loss over the batch of all classifiers of the network.
Value total_loss(const Network& network, const ClassificationSettings& settings, bool mixed) {
  const auto loss_of = [&](Value logits) {
    const LossOf softmax = [&](Value label) {
      const Value losses =
          softmax_cross_entropy(logits, label, {.label_smoothing = settings.label_smoothing});
      return weighted(losses, label, settings.class_weights);
    };
    return mean_loss(softmax, network.label, mixed);
  };
  const LossOf each_class = [&](Value label) {
    const Value losses = loss_of_each_class(network.logits, label, settings.label_smoothing);
    return weighted(losses, label, settings.class_weights);
  };
  Value loss =
      network.independent ? mean_loss(each_class, network.label, mixed) : loss_of(network.logits);
  for (const auto& [logits, weight] : network.auxiliary) {
    Tensor factor(TensorType{Shape{}, DType::f32});
    factor.as<float>()[0] = weight;
    loss = add(loss, multiply(loss_of(logits), loss.graph().constant(std::move(factor))));
  }
  return loss;
}

void build_step(const Model& model, const ClassificationSettings& settings, GraphBuilder& builder) {
  const Network network = build_network(model, builder);
  const std::int64_t classes = network.logits.shape()[1];
  if (!settings.class_weights.empty() && std::ssize(settings.class_weights) != classes) {
    throw Error("{} class weights for {} classes", settings.class_weights.size(), classes);
  }
  Graph& graph = builder.graph();
  const bool mixed = builder.has(names::other_label);
  if (mixed) {
    graph.input(names::other_label, network.label.type());
    graph.input(names::label_share, {network.label.shape(), DType::f32});
  }
  graph.output(names::loss, total_loss(network, settings, mixed));
  graph.output(names::correct, count_correct(network.logits, network.label));
}

void build_evaluation(const Model& model, GraphBuilder& builder) {
  const Network network = build_network(model, builder);
  Graph& graph = builder.graph();
  if (network.independent) {
    graph.output(names::losses, loss_of_each_class(network.logits, network.label, 0));
    graph.output(names::probabilities, sigmoid(network.logits));
  } else {
    graph.output(names::losses, softmax_cross_entropy(network.logits, network.label, {}));
  }
  graph.output(names::logits, network.logits);
}

// The probability of class `predicted` by the softmax of these logits.
float confidence(std::span<const float> logits, size_t predicted) {
  double sum = 0;
  for (const float logit : logits) sum += std::exp(double{logit} - double{logits[predicted]});
  return static_cast<float>(1 / sum);
}

class ClassJudge : public Judge {
 public:
  void add(const Feed& batch, const std::map<std::string, Tensor>& results) override {
    const Tensor& logits = results.at(names::logits);
    const auto labels = batch.at(names::label).as<std::int32_t>();
    const size_t classes = static_cast<size_t>(logits.shape().back());
    if (logits.as<float>().size() != classes * labels.size()) {
      throw Error("the network gave {} for {} images", logits.type().str(), labels.size());
    }
    for (const float row : results.at(names::losses).as<float>()) loss_ += double{row};
    const auto probabilities = results.find(names::probabilities);
    for (size_t i = 0; i < labels.size(); ++i) {
      const auto row = logits.as<float>().subspan(i * classes, classes);
      const size_t best = static_cast<size_t>(std::ranges::max_element(row) - row.begin());
      const int predicted = static_cast<int>(best);
      correct_ += predicted == labels[i];
      const float sure = probabilities == results.end()
                             ? confidence(row, best)
                             : probabilities->second.as<float>()[i * classes + best];
      evaluation_.predictions.push_back({count(), labels[i], predicted, sure});
    }
  }

  Evaluation finish() override {
    const double all = static_cast<double>(std::max<std::int64_t>(count(), 1));
    evaluation_.values.add("loss", loss_ / all);
    evaluation_.values.add("accuracy", static_cast<double>(correct_) / all);
    return std::move(evaluation_);
  }

 private:
  std::int64_t count() const { return std::ssize(evaluation_.predictions); }

  Evaluation evaluation_;
  std::int64_t correct_ = 0;
  double loss_ = 0;
};

// "0.5|1|2": one per class.
std::vector<float> weights_of(const std::string& text) {
  std::vector<float> weights;
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find('|', at), text.size());
    char* stop = nullptr;
    const std::string number = text.substr(at, end - at);
    weights.push_back(std::strtof(number.c_str(), &stop));
    if (number.empty() || *stop != '\0' || !(weights.back() >= 0) || std::isinf(weights.back())) {
      throw Error("a class weight of '{}' is no number of at least 0", number);
    }
    at = end + 1;
  }
  return weights;
}

Objective make_classification(Spec& spec, const Parts& parts) {
  const ClassificationSettings settings{
      .label_smoothing = static_cast<float>(spec.number("label_smoothing", 0, 0, 1)),
      .class_weights = weights_of(spec.text("class_weights", ""))};
  const Model& model = *parts.at(only_part);
  Objective objective;
  objective.steps = {{.build = [&model, settings](GraphBuilder& builder) {
    build_step(model, settings, builder);
  }}};
  objective.metrics = {{.name = "loss", .output = names::loss},
                       {.name = "accuracy",
                        .output = names::correct,
                        .better = Better::higher,
                        .format = MetricFormat::percent}};
  objective.evaluation = [&model](GraphBuilder& builder) { build_evaluation(model, builder); };
  objective.judge = [] { return std::make_unique<ClassJudge>(); };
  objective.checked = {{names::losses, "loss"}, {names::logits, "score"}};
  objective.optional_fields = {names::other_label, names::label_share};
  if (!model.graph->outputs().empty()) {
    objective.together = find_scores(model).together;
    const int output = model.graph->outputs().front().second;
    objective.below = model.graph->info(output).type.shape.back();
  }
  // The name in checkpoints; it is older than the other objectives.
  objective.identity["label smoothing"] =
      fmt::format("{}", spec.number("label_smoothing", 0, 0, 1));
  if (!settings.class_weights.empty()) {
    objective.identity["class weights"] =
        fmt::format("{}", fmt::join(settings.class_weights, ", "));
  }
  return objective;
}

}  // namespace

void register_classification(ObjectiveTable& table) {
  table["classification"] = {"one class of several, by cross-entropy", make_classification};
}

}  // namespace fovea::objectives
