// An objective: what training makes smaller, and what evaluation measures. It knows the fields of a
// batch; the code that trains, saves, resumes, compares or shows a run knows none of them. Each
// file of framework/objectives that defines `void register_<stem>(ObjectiveTable&)` adds one; CMake
// gathers them.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "fovea/core/spec.h"
#include "fovea/graph/rewriter.h"
#include "fovea/model/model.h"
#include "fovea/objectives/exhibit.h"
#include "fovea/objectives/metrics.h"
#include "fovea/runtime/backend.h"

namespace fovea {

/// The models that an objective holds, by their part in it ("generator"); they outlive it.
using Parts = std::map<std::string, const Model*>;

/// The part of an objective that holds one model.
inline constexpr const char* only_part = "model";

/// What graphs and checkpoints call a variable of a part: with several parts, the part's name comes
/// first, "generator/conv2d_1/weight".
std::string variable_of(const Parts& parts, const std::string& part, const std::string& variable);

/// Which numbers a graph reads: the weights, or their moving averages (average_of()).
enum class Weights { current, averaged };

/// With this an objective builds its graphs.
class GraphBuilder {
 public:
  struct Settings {
    Mode mode = Mode::inference;
    int batch = 1;  // examples
    Weights weights = Weights::current;
    /// Variables that keep their values, as named in the graph. If all variables of a layer are
    /// frozen, the layer has its form for inference.
    std::set<std::string> frozen = {};
    std::set<std::string> fields = {};  // of a batch, beyond those that the objective needs
  };

  /// Both must outlive it.
  GraphBuilder(Graph& graph, const Parts& parts, Settings settings);

  Graph& graph() { return graph_; }
  Mode mode() const { return settings_.mode; }
  int batch() const { return settings_.batch; }
  /// Whether batches hold this field too, such as "other_label" of mixed images.
  bool has(const std::string& field) const { return settings_.fields.contains(field); }
  /// The field of a batch, (N, ...), whose examples have this type.
  Value input(const std::string& field, const TensorType& example);
  /// The field "image", u8 (N, H, W, C), normalised as a part wants it. Throws Error unless the
  /// part takes images.
  Value image(const std::string& part = only_part);
  /// Adds the nodes of a part on these inputs, given in the order of its own inputs: any value of
  /// its graph can then be asked for. With several parts, the variables of each have its name in
  /// front, "part/...".
  Rewriter apply(const std::string& part, std::span<const Value> inputs);

 private:
  Graph& graph_;
  const Parts& parts_;
  Settings settings_;
  std::map<std::string, Value> images_;  // by part
};

/// Adds up what an evaluation finds, batch by batch in the order of the examples.
class Judge {
 public:
  virtual ~Judge() = default;
  virtual void add(const Feed& batch, const std::map<std::string, Tensor>& results) = 0;
  /// Means over what was added.
  virtual Evaluation finish() = 0;
};

/// The mean of each metric over the examples: the evaluation graph has an output of the metric's
/// name, f32 (N), one number per example, or i32 (), a count.
std::unique_ptr<Judge> mean_judge(std::vector<Metric> metrics);

/// One update of some parts; the steps of a batch run in turn.
struct TrainingStep {
  std::string name = "";                          // "" for the only one
  std::vector<std::string> trains = {only_part};  // only these change
  /// Adds the output "loss", f32 (), a mean over the examples, which training makes smaller, and
  /// the outputs that metrics name: f32 (), a mean over the examples, or i32 (), a count.
  std::function<void(GraphBuilder&)> build;
};

struct Objective {
  std::string name = {};  // as in the table
  Parts parts = {};
  std::vector<TrainingStep> steps = {};
  /// The first one, on validation data, chooses the best weights; the last one is shown first.
  std::vector<Metric> metrics = {};
  std::function<void(GraphBuilder&)> evaluation = {};  // adds the outputs that the judge reads
  std::function<std::unique_ptr<Judge>()> judge = {};  // none: mean_judge(metrics)
  /// What the report shows of the weights at the end of a run: `examples` are the first of those
  /// that it was evaluated on. None: nothing.
  std::function<std::vector<Exhibit>(Backend&, const Feed& examples, std::uint64_t seed)> show = {};
  /// Outputs of an evaluation that must be finite, in the order in which they are checked, and what
  /// one number of them is called: {"logits", "score"}.
  std::vector<std::pair<std::string, std::string>> checked = {};
  std::set<std::string> optional_fields = {};  // of a batch: its graphs read them if they are there
  bool together = true;            // several examples can run at once; else one at a time
  std::string example = "image";   // the name of one example
  std::string counted = "images";  // the unit of speed,
  double counted_an_example = 1;   // and how many of these one example is
  /// For made-up batches (fovea compare, fovea benchmark): an i32 field is below this.
  std::int64_t below = 2;
  std::map<std::string, std::string> identity = {};  // of a run, for its checkpoint

  std::unique_ptr<Judge> make_judge() const;
};

struct ObjectiveEntry {
  std::string summary;  // one line
  /// Asks for its settings, and throws Error for models that it cannot train.
  std::function<Objective(Spec& settings, const Parts& parts)> make;
  /// The parts that it holds: letters, digits and "_", ascending.
  std::vector<std::string> parts = {only_part};
};

using ObjectiveTable = std::map<std::string, ObjectiveEntry>;

namespace objectives {

/// All objectives by name.
const ObjectiveTable& table();

/// An objective as text, "classification:label_smoothing=0.1"; "" and a text that begins with ":"
/// mean the model's own. Throws Error naming the nearest for an unknown one, for a setting that it
/// does not have, and for a model that it cannot train.
Objective make(const std::string& spec, const Parts& parts);
Objective make(const std::string& spec, const Model& model);

}  // namespace objectives

}  // namespace fovea
