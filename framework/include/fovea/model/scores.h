// What a classifier's output holds. The answer comes from the graph, and never from a name: whoever
// shows, trains, evaluates or explains a classifier asks here.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace fovea {

struct Model;

/// What the numbers of an output are.
enum class ScoreKind {
  logits,   // any numbers: a softmax over the classes makes them probabilities
  softmax,  // probabilities of classes of which one is true: they sum to 1
  sigmoid   // probabilities of classes that are each true or not
};

/// "logits", "softmax" or "sigmoid".
std::string name_of(ScoreKind kind);
/// The kind of this name; throws Error for another one.
ScoreKind score_kind_named(std::string_view name);

/// Where in a model's graph the scores of a picture are, and how to make logits of them.
struct Scores {
  /// What a function makes logits of a value: the value itself, log p, or log p - log(1 - p).
  enum class Recipe { as_it_is, log, logit };

  ScoreKind kind = ScoreKind::logits;  // of the model's output
  std::string doubt;  // why that is a guess; empty: the graph or Model::scores says it
  int value = -1;     // of the graph: what logits are made of, before a softmax or sigmoid
  int source = -1;    // the same before all that changes its shape alone
  Recipe recipe = Recipe::as_it_is;
  int classes = 0;        // numbers a picture
  bool in_rows = false;   // `value` is (N, classes) for any N
  bool together = false;  // several pictures can run at once; else each by itself

  /// Each class is true or not by itself: a sigmoid makes the logits probabilities.
  bool independent() const { return kind == ScoreKind::sigmoid || classes == 1; }
};

/// The scores of the model's first output, as Model::scores has it or, without that, as the graph
/// has it. Throws Error for a model without an output, and for an output that holds no scores: one
/// that does not depend on the input, whole numbers, or other than one row a picture (a map of
/// scores (1, H, W, classes) counts as one row).
Scores find_scores(const Model& model);

}  // namespace fovea
