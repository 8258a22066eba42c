// A session: graphs on a backend, bound to one state. Feed it, run it, read what it has learned.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "fovea/graph/passes/passes.h"
#include "fovea/model/model.h"
#include "fovea/runtime/backend.h"

namespace fovea {

using Results = std::map<std::string, Tensor>;

class Session {
 public:
  /// The graphs, by name, that will run on one state: variables with the same name are one
  /// variable. Variables start from their initialisers with this seed; activations are stored
  /// like this.
  Session(Backend& backend, std::map<std::string, std::unique_ptr<Graph>> graphs,
          std::uint64_t seed = 0, Precision precision = Precision::f32);
  /// One graph, as "run".
  Session(Backend& backend, std::unique_ptr<Graph> graph, std::uint64_t seed = 0,
          Precision precision = Precision::f32);
  /// A model for inference, with its weights; its graph is named "run".
  Session(Backend& backend, const Model& model, Precision precision = Precision::f32);

  /// A graph's inputs, as it was built with them.
  std::map<std::string, TensorType> inputs(const std::string& graph) const;
  /// A run that was started.
  struct Run {
    Executable* executable;
    Ticket ticket;
  };
  /// Starts a run of a graph. The types of the feed choose the plan, which is made at first use and
  /// kept: a last, smaller batch is a second plan.
  Run submit(const std::string& graph, const Feed& feed);
  /// Waits for it and returns its outputs, which are kept until two more runs have been started.
  Results wait(const Run& run) { return run.executable->wait(run.ticket); }
  Results run(const std::string& graph, const Feed& feed) { return wait(submit(graph, feed)); }
  /// Runs it without any reuse of memory and returns every node's output in step order, by name;
  /// halves are returned as f32.
  std::vector<std::pair<std::string, Tensor>> trace(const std::string& graph, const Feed& feed);
  /// The first node of such a run whose output has a number that is not finite, for a message:
  /// "node conv1 gave nan".
  std::string first_fault(const std::string& graph, const Feed& feed);
  /// The plan for a feed of these types, made if it is not there yet; nothing is allocated for it
  /// before it runs.
  const Plan& plan(const std::string& graph, const std::map<std::string, TensorType>& inputs);
  /// Times of the steps of plan(graph, inputs) with this feed: for each step the median of some
  /// profiled runs, so that one interrupted run does not show as a long step. The prologue has no
  /// time: it runs before.
  std::vector<StepTime> profile(const std::string& graph, const Feed& feed, int runs = 7);

  /// Frees what the plans of this graph hold but for the memory that all share, until it runs
  /// again: packed weights, recordings. No run of it may be under way.
  void release(const std::string& graph);

  /// From now on graphs with an output "loss" compute their activations again in so many segments,
  /// as recompute() says; 1, as at first: none. Their plans are made anew, so no run may be under
  /// way.
  void set_segments(int segments);

  Backend& backend() { return backend_; }
  State& state() { return *state_; }
  /// Every variable's value by name.
  std::map<std::string, Tensor> save() const;
  /// Sets variables by name. Throws Error naming a variable that is missing from `values` and
  /// required, unknown, or of another type; nothing is changed then.
  void restore(const std::map<std::string, Tensor>& values);
  /// Copies the state's variables into the model's weights.
  void store(Model& model) const;

 private:
  struct Planned {
    Plan plan;
    std::unique_ptr<Executable> executable;  // from the first run on
  };
  const Graph& graph_named(const std::string& name) const;
  Planned& planned(const std::string& graph, const std::map<std::string, TensorType>& inputs);
  Executable& executable(const std::string& graph, const Feed& feed);

  Backend& backend_;
  std::map<std::string, std::unique_ptr<Graph>> graphs_;
  std::vector<Variable> variables_;
  Precision precision_;
  int segments_ = 1;
  std::unique_ptr<State> state_;
  std::map<std::string, Planned> planned_;  // by graph and input types
};

}  // namespace fovea
