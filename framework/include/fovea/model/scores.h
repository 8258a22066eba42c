// The kind of scores in a classifier's output. The answer comes from the graph, never from a name.
// All code that shows, trains, evaluates or explains a classifier asks here.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace fovea {

struct Model;

/// What the numbers of an output are.
enum class ScoreKind {
  logits,   // any numbers: a softmax over the classes makes them probabilities
  softmax,  // probabilities of classes, one of which is true: they sum to 1
  sigmoid   // probabilities of classes that are each true or not
};

/// "logits", "softmax" or "sigmoid".
std::string name_of(ScoreKind kind);
/// The kind of this name; throws Error for another one.
ScoreKind score_kind_named(std::string_view name);

/// The place of a picture's scores in a model's graph, and how to make logits from them.
struct Scores {
  /// How logits are made of a value: the value itself, log p, or log p - log(1 - p).
  enum class Recipe { as_it_is, log, logit };

  ScoreKind kind = ScoreKind::logits;  // of the model's output
  std::string doubt;  // why that is a guess; empty: the graph or Model::scores says it
  int value = -1;     // of the graph: logits are made of it, before a softmax or sigmoid
  int source = -1;    // the same, before the nodes that change only its shape
  Recipe recipe = Recipe::as_it_is;
  int classes = 0;        // numbers per picture
  bool in_rows = false;   // `value` is (N, classes) for any N
  bool together = false;  // several pictures can run at once; else one at a time

  /// Each class is true or not by itself: a sigmoid makes the logits probabilities.
  bool independent() const { return kind == ScoreKind::sigmoid || classes == 1; }
};

/// The scores of the model's first output, as Model::scores says or, without that, as the graph
/// shows. Throws Error for a model without an output, and for an output that holds no scores: one
/// that does not depend on the input, that holds whole numbers, or that has more or less than one
/// row per picture (a map of scores (1, H, W, classes) counts as one row).
Scores find_scores(const Model& model);

}  // namespace fovea
