// A model: what is saved, shown and run. Its graph has one input, f32 after preprocessing, called
// "image" or as in the file. Its first output is the main one.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "fovea/graph/graph.h"
#include "fovea/model/preprocessing.h"
#include "fovea/model/scores.h"

namespace fovea {

/// An output of logits (N, classes) whose loss is added to the main one in training, to help the
/// layers below it. It is not used afterwards.
struct AuxiliaryOutput {
  std::string name;
  float weight;  // of its loss
};

/// How many examples at a time the file of a model takes: any number, or one number alone. `mixed`:
/// any, but it computes with their number or along their axis, so the graph holds for one alone.
enum class FileBatch { open, fixed, mixed };

struct Model {
  std::string name;
  std::unique_ptr<Graph> graph = std::make_unique<Graph>();
  std::map<std::string, Tensor> weights;  // the value of every variable of the graph
  Preprocessing preprocessing;
  std::vector<std::string> labels;  // one per class, or empty
  std::vector<AuxiliaryOutput> auxiliary = {};
  std::optional<ScoreKind> scores = {};      // of the main output; none: find_scores() finds out
  std::string objective = "classification";  // the objective that trains it
  std::map<std::string, std::string> notes = {};  // more that the objective keeps in its file
  std::string file = {};                          // that it was read from; empty: none
  FileBatch file_batch = FileBatch::open;

  /// What messages call it: its file or, if it was not read from one, its name.
  const std::string& title() const { return file.empty() ? name : file; }
  /// The input's type with the batch size it was built with: (N, H, W, C) for images.
  const TensorType& input_type() const;
  std::int64_t parameter_count() const;  // elements of the variables with Role::parameter
  std::int64_t weight_bytes() const;     // of all weights, as they lie in memory
  /// Gives every variable its starting value: a pure function of the seed and the names.
  void initialize(std::uint64_t seed);
};

/// Makes the output of this name the main one; the others follow it. Throws Error, which lists the
/// outputs, for a name that is not an output.
void take_output(Model& model, const std::string& name);

/// The model's graph for inference: without its auxiliary outputs and the nodes that only
/// they need.
std::unique_ptr<Graph> inference_graph(const Model& model);

}  // namespace fovea
