// The search starts at the output and goes towards the input, through nodes that change only a
// shape, until a node shows what it makes: a softmax, a sigmoid, one of these written as exp, sums
// and quotients, or a layer whose results are any numbers.
#include "fovea/model/scores.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "fovea/model/model.h"
#include "framework/model/score_patterns.h"

namespace fovea {

namespace {

using Recipe = Scores::Recipe;

template <size_t Count>
bool is_one_of(const std::string& kind, const std::array<std::string_view, Count>& kinds) {
  return std::ranges::find(kinds, kind) != kinds.end();
}

// Layers with weights: they give any numbers, whatever their input is.
constexpr auto weighted = std::to_array<std::string_view>(
    {"dense", "conv2d", "depthwise_conv2d", "conv_transpose", "matmul", "batch_norm", "scale_shift",
     "layer_norm", "rms_norm", "instance_norm", "local_response_norm"});
// Activations that do not change numbers above 0.
constexpr auto rectifying =
    std::to_array<std::string_view>({"relu", "leaky_relu", "prelu", "elu", "celu"});
constexpr auto bending =
    std::to_array<std::string_view>({"selu", "gelu", "silu", "hard_swish", "mish"});
constexpr auto averaging =
    std::to_array<std::string_view>({"global_average_pool", "average_pool", "reduce_mean", "mean"});
constexpr auto choosing = std::to_array<std::string_view>(
    {"slice", "gather", "concat", "max_pool", "reduce_max", "clip", "pad"});
constexpr auto arithmetic = std::to_array<std::string_view>(
    {"add", "subtract", "multiply", "divide", "negative", "reduce_sum"});

constexpr int deepest = 64;  // nodes in a row that are looked at

struct ScoreFinding {
  std::optional<ScoreKind> kind;  // none: not known
  int value = -1;                 // logits are made of this value
  Recipe recipe = Recipe::as_it_is;
};

class Search {
 public:
  explicit Search(const Model& model) : patterns_(model) {}

  ScorePatterns& patterns() { return patterns_; }

  ScoreFinding find(int output, int depth = 0) const {
    const int id = patterns_.before_reshaping(output);
    const auto [known, fresh] = findings_.try_emplace(id, ScoreFinding{{}, id});
    if (fresh && depth <= deepest) known->second = looked_at(id, depth);
    return known->second;
  }

  /// The value `id` with a kind that is already known.
  static ScoreFinding with_its_kind(std::optional<ScoreKind> kind, int id) {
    if (kind == ScoreKind::softmax) return {kind, id, Recipe::log};
    if (kind == ScoreKind::sigmoid) return {kind, id, Recipe::logit};
    return {kind, id};
  }

 private:
  // What the node that makes a value shows.
  ScoreFinding looked_at(int id, int depth) const {
    const Node* node = patterns_.maker(id);
    if (!node) return {{}, id};
    const std::string kind = node->layer->kind();
    const int first = node->inputs.empty() ? -1 : node->inputs[0];
    if (kind == "softmax" && over_classes(id)) return {ScoreKind::softmax, first};
    if (kind == "log_softmax" && over_classes(id)) return {ScoreKind::logits, first};
    if (kind == "sigmoid") return {ScoreKind::sigmoid, first};
    if (kind == "hard_sigmoid") return {ScoreKind::sigmoid, id, Recipe::logit};
    if (const ScoreFinding spelled = spelled_out(*node, id); spelled.kind) return spelled;
    if (const auto affine = patterns_.scaled_value_of(id)) return scaled(*affine, id, depth);
    if (is_one_of(kind, rectifying)) {
      const ScoreFinding below = find(first, depth + 1);
      return is_probability(below) ? below : ScoreFinding{ScoreKind::logits, id};
    }
    if (is_one_of(kind, bending)) {
      return {
          is_probability(find(first, depth + 1)) ? std::nullopt : std::optional(ScoreKind::logits),
          id};
    }
    if (is_one_of(kind, weighted)) return weighed(first, id, depth);
    if (kind == "log") {
      const ScoreFinding below = find(first, depth + 1);
      if (below.kind == ScoreKind::softmax) return {ScoreKind::logits, id};
    }
    if (ScorePatterns::changes_shape_alone(*node)) return elsewhere(first, id, depth);
    if (is_one_of(kind, averaging)) return with_its_kind(find(first, depth + 1).kind, id);
    if (is_one_of(kind, choosing) || is_one_of(kind, arithmetic)) {
      return mixed(*node, id, depth);
    }
    return {{}, id};
  }

  // Another order keeps each element; but a softmax is one only together with its neighbours.
  ScoreFinding elsewhere(int input, int id, int depth) const {
    const auto kind = find(input, depth + 1).kind;
    return with_its_kind(kind == ScoreKind::softmax ? std::nullopt : kind, id);
  }

  static bool is_probability(const ScoreFinding& finding) {
    return finding.kind == ScoreKind::softmax || finding.kind == ScoreKind::sigmoid;
  }

  // A layer with weights after a softmax over as many classes may do nothing, or anything.
  ScoreFinding weighed(int input, int id, int depth) const {
    const bool as_many =
        patterns_.pictures().shape(input).rank() > 0 && patterns_.pictures().shape(id).rank() > 0 &&
        patterns_.pictures().shape(input).back() == patterns_.pictures().shape(id).back();
    if (as_many && find(input, depth + 1).kind == ScoreKind::softmax) return {{}, id};
    return {ScoreKind::logits, id};
  }

  ScoreFinding scaled(const ScaledValue& affine, int id, int depth) const {
    // (tanh(x / 2) + 1) / 2 is a sigmoid.
    ScaledValue whole = affine;
    while (const auto next = patterns_.scaled_value_of(whole.value)) {
      whole = {next->value, whole.scale * next->scale, whole.scale * next->shift + whole.shift};
    }
    if (whole.scale == 0.5f && whole.shift == 0.5f &&
        patterns_.maker_of_kind(whole.value, "tanh")) {
      return {ScoreKind::sigmoid, id, Recipe::logit};
    }
    const ScoreFinding below = find(affine.value, depth + 1);
    if (is_probability(below) && affine.keeps_probabilities()) return below;
    return {below.kind == ScoreKind::logits ? below.kind : std::nullopt, id};
  }

  // Softmax is over the last axis; all scores of a place lie along it. A map of several places that
  // was transposed for the softmax has something else on the last axis.
  bool over_classes(int id) const {
    const Shape& own = patterns_.pictures().shape(id);
    if (own.rank() == 0 || is_row(own)) return own.rank() > 0 && own.back() == own.count();
    const Node* before = patterns_.maker(patterns_.maker(id)->inputs[0]);
    return own.rank() == 4 && !(before && before->layer->kind() == "transpose");
  }

  // a / sum(a): probabilities of classes; e^z / sum(e^z): a softmax of z.
  std::optional<ScoreFinding> share(int part, int whole, int id) const {
    if (!patterns_.is_sum_of(whole, part)) return {};
    if (const Node* exp = patterns_.maker_of_kind(part, "exp")) {
      return ScoreFinding{ScoreKind::softmax, exp->inputs[0]};
    }
    return ScoreFinding{ScoreKind::softmax, id, Recipe::log};
  }

  // 1 / (1 + e^-x), where `below` is the divisor of 1.
  std::optional<ScoreFinding> logistic(int below, int id) const {
    const auto sum = patterns_.scaled_value_of(below);
    if (!sum || sum->scale != 1 || sum->shift != 1) return {};
    const Node* exp = patterns_.maker_of_kind(sum->value, "exp");
    if (!exp) return {};
    const auto negative = patterns_.scaled_value_of(exp->inputs[0]);
    if (negative && negative->scale == -1 && negative->shift == 0) {
      return ScoreFinding{ScoreKind::sigmoid, negative->value};
    }
    return ScoreFinding{ScoreKind::sigmoid, id, Recipe::logit};
  }

  // A softmax or a sigmoid made of other nodes.
  ScoreFinding spelled_out(const Node& node, int id) const {
    const std::string kind = node.layer->kind();
    if (kind == "exp") {  // of logarithms of probabilities
      if (const Node* log = patterns_.maker_of_kind(node.inputs[0], "log_softmax")) {
        return {ScoreKind::softmax, log->inputs[0]};
      }
      const Node* difference = patterns_.maker_of_kind(node.inputs[0], "subtract");
      const Node* log =
          difference ? patterns_.maker_of_kind(difference->inputs[1], "log") : nullptr;
      const Node* sum = log ? patterns_.maker_of_kind(log->inputs[0], "reduce_sum") : nullptr;
      const Node* exp = sum ? patterns_.maker_of_kind(sum->inputs[0], "exp") : nullptr;
      if (exp &&
          patterns_.before_reshaping(exp->inputs[0]) ==
              patterns_.before_reshaping(difference->inputs[0]) &&
          patterns_.is_sum_of(log->inputs[0], sum->inputs[0])) {
        return {ScoreKind::softmax, difference->inputs[0]};
      }
    }
    std::optional<ScoreFinding> finding;
    if (kind == "divide") {
      finding = share(node.inputs[0], node.inputs[1], id);
      if (!finding && patterns_.number(node.inputs[0]) == 1) finding = logistic(node.inputs[1], id);
    } else if (kind == "multiply") {
      for (const size_t side : {size_t{0}, size_t{1}}) {
        const Node* inverse = patterns_.maker_of_kind(node.inputs[side], "reciprocal");
        if (inverse && !finding) finding = share(node.inputs[1 - side], inverse->inputs[0], id);
      }
    } else if (kind == "reciprocal") {
      finding = logistic(node.inputs[0], id);
    } else if (kind == "power" && patterns_.number(node.inputs[1]) == -1) {
      finding = logistic(node.inputs[0], id);
    }
    return finding.value_or(ScoreFinding{{}, id});
  }

  // A function of one or several values that depend on the picture.
  ScoreFinding mixed(const Node& node, int id, int depth) const {
    const bool chooses = is_one_of(node.layer->kind(), choosing);
    std::optional<ScoreKind> all;
    int count = 0;
    for (const int input : node.inputs) {
      if (!patterns_.pictures().is_data(input)) continue;
      const auto kind = find(input, depth + 1).kind;
      if (!kind || (count++ > 0 && kind != all)) return {{}, id};
      all = kind;
    }
    if (all == ScoreKind::logits) return {all, id};
    if (!chooses || !all) return {{}, id};  // a sum of probabilities is not a probability
    // If only some probabilities of classes are left, their sum is not 1 any more.
    const bool whole = node.layer->kind() == "clip";
    return with_its_kind(whole ? all : ScoreKind::sigmoid, id);
  }

  ScorePatterns patterns_;
  mutable std::map<int, ScoreFinding> findings_;  // so that each value is looked at only once
};

}  // namespace

std::string name_of(ScoreKind kind) {
  return kind == ScoreKind::logits ? "logits" : kind == ScoreKind::softmax ? "softmax" : "sigmoid";
}

ScoreKind score_kind_named(std::string_view name) {
  for (const ScoreKind kind : {ScoreKind::logits, ScoreKind::softmax, ScoreKind::sigmoid}) {
    if (name == name_of(kind)) return kind;
  }
  throw Error("'{}' is not logits, softmax or sigmoid", name);
}

Scores find_scores(const Model& model) {
  if (model.graph->outputs().empty()) throw Error("model '{}' has no output", model.title());
  const std::string& name = model.graph->outputs().front().first;
  const int output = model.graph->outputs().front().second;
  const auto refuse = [&](const std::string& what) {
    Error error("model '{}': output '{}' {}", model.title(), name, what);
    if (model.graph->outputs().size() > model.auxiliary.size() + 1) {
      error.hint("another output can be taken by its name");
    }
    throw error;
  };
  if (model.graph->inputs().size() != 1) {
    throw Error("model '{}' takes {} inputs, not one image", model.title(),
                model.graph->inputs().size());
  }
  Search search(model);
  if (!search.patterns().pictures().is_data(output)) refuse("does not depend on the input");
  const TensorType& type = search.patterns().pictures().type(output);
  const ValueInfo& info = model.graph->info(output);
  const Node* last = info.kind == ValueKind::node
                         ? &model.graph->nodes()[static_cast<size_t>(info.index)]
                         : nullptr;
  const bool cast = last && last->layer->kind() == "cast" &&
                    search.patterns().pictures().type(last->inputs[0]).dtype != DType::f32;
  if (type.dtype != DType::f32 || cast) refuse("holds whole numbers, not scores of classes");
  if (type.shape.count() == 0) refuse("is empty");

  Scores scores;
  ScoreFinding finding = search.find(output);
  if (search.patterns().is_one_everywhere(finding.value)) {
    refuse("is a softmax over an axis of one element, which is always 1");
  }
  if (!finding.kind) {
    scores.doubt = "whether they are logits or probabilities cannot be seen";
  } else if (finding.kind == ScoreKind::logits && type.shape.count() == 1) {
    scores.doubt = "one number is a logit of yes or no, or no score at all";
  }
  if (model.scores) {
    scores.doubt.clear();
    if (model.scores != finding.kind) finding = Search::with_its_kind(model.scores, output);
  }
  scores.kind = finding.kind.value_or(ScoreKind::logits);
  scores.value = finding.value;
  scores.source = search.patterns().before_reshaping(finding.value);
  scores.recipe = finding.recipe;
  const Shape& shape = search.patterns().pictures().shape(scores.source);
  const bool map = shape.rank() == 4 && shape[0] == 1;
  if (!map && !is_row(shape)) {
    refuse(fmt::format("is {} for one picture, not a row of scores", type.shape.str()));
  }
  scores.classes = static_cast<int>(is_row(shape) ? shape.count() : shape.back());
  if (scores.kind == ScoreKind::softmax && scores.classes == 1) {
    refuse("is a softmax over one class, which is always 1");
  }
  scores.in_rows = search.patterns().pictures().shape(scores.value) == Shape{1, scores.classes} &&
                   search.patterns().pictures().grows_with_batch(scores.value);
  scores.together = scores.in_rows || search.patterns().pictures().grows_with_batch(scores.source);
  if (!scores.together && search.patterns().pictures().has_more_rows(scores.source)) {
    refuse(fmt::format("is {} for one picture, several rows of scores", shape.str()));
  }
  return scores;
}

}  // namespace fovea
