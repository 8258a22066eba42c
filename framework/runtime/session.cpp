#include "fovea/runtime/session.h"
#include "fovea/graph/names.h"
#include "fovea/plan/make_plan.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace fovea {

namespace {

std::map<std::string, TensorType> types_of(const Feed& feed) {
  std::map<std::string, TensorType> types;
  for (const auto& [name, tensor] : feed) types.emplace(name, tensor.type());
  return types;
}

std::map<std::string, std::unique_ptr<Graph>> one_graph(std::unique_ptr<Graph> graph) {
  std::map<std::string, std::unique_ptr<Graph>> graphs;
  graphs.emplace(names::run, std::move(graph));
  return graphs;
}

bool has_loss(const Graph& graph) {
  return std::ranges::any_of(graph.outputs(),
                             [](const auto& output) { return output.first == names::loss; });
}

// Makes an executable measure times as long as this object exists.
class Profiling {
 public:
  explicit Profiling(Executable& executable) : executable_(executable) {
    executable_.set_profiling(true);
  }
  ~Profiling() { executable_.set_profiling(false); }
  Profiling(const Profiling&) = delete;
  Profiling& operator=(const Profiling&) = delete;

 private:
  Executable& executable_;
};

}  // namespace

Session::Session(Backend& backend, std::map<std::string, std::unique_ptr<Graph>> graphs,
                 std::uint64_t seed, Precision precision)
    : backend_(backend), graphs_(std::move(graphs)), precision_(precision) {
  std::map<std::string, TensorType> types;
  for (const auto& [name, graph] : graphs_) {
    for (const Variable& variable : graph->variables()) {
      const auto [same, fresh] = types.emplace(variable.name, variable.type);
      if (fresh) {
        variables_.push_back(variable);
      } else if (same->second != variable.type) {
        throw Error("variable '{}' is {} in one graph and {} in another", variable.name,
                    same->second.str(), variable.type.str());
      }
    }
  }
  expect_precision(backend_, precision_);
  state_ = backend_.make_state(variables_);
  for (const Variable& variable : variables_) {
    state_->write(variable.name, variable.initializer.make(variable.type, seed, variable.name));
  }
}

Session::Session(Backend& backend, std::unique_ptr<Graph> graph, std::uint64_t seed,
                 Precision precision)
    : Session(backend, one_graph(std::move(graph)), seed, precision) {}

Session::Session(Backend& backend, const Model& model, Precision precision)
    : Session(backend, inference_graph(model), 0, precision) {
  for (const Variable& variable : variables_) {
    const auto weight = model.weights.find(variable.name);
    if (weight == model.weights.end()) {
      throw Error("model '{}' has no weights for '{}'", model.title(), variable.name);
    }
    state_->write(variable.name, weight->second);
  }
}

const Graph& Session::graph_named(const std::string& name) const {
  const auto graph = graphs_.find(name);
  if (graph != graphs_.end()) return *graph->second;
  std::vector<std::string> known;
  for (const auto& [other, unused] : graphs_) known.push_back(other);
  throw Error("the session has no graph '{}'{}", name, did_you_mean(name, known));
}

Session::Planned& Session::planned(const std::string& name,
                                   const std::map<std::string, TensorType>& inputs) {
  const Graph& graph = graph_named(name);
  std::string key = name;
  for (const auto& [input, type] : inputs) key += fmt::format(" {} {}", input, type.str());
  const auto [it, fresh] = planned_.try_emplace(key);
  if (fresh) {
    try {
      auto better = optimize(*with_inputs(graph, inputs), backend_);
      if (segments_ > 1 && has_loss(*better)) better = recompute(*better, names::loss, segments_);
      it->second.plan = make_plan(*better, backend_, {.precision = precision_});
    } catch (...) {
      planned_.erase(it);
      throw;
    }
  }
  return it->second;
}

void Session::release(const std::string& graph) {
  for (auto& [key, planned] : planned_) {
    if (key == graph || key.starts_with(graph + " ")) planned.executable.reset();
  }
}

void Session::set_segments(int segments) {
  if (segments == segments_) return;
  segments_ = segments;
  planned_.clear();
}

Executable& Session::executable(const std::string& graph, const Feed& feed) {
  Planned& planned = this->planned(graph, types_of(feed));
  if (!planned.executable) planned.executable = backend_.load(planned.plan, *state_);
  return *planned.executable;
}

std::map<std::string, TensorType> Session::inputs(const std::string& graph) const {
  const Graph& source = graph_named(graph);
  std::map<std::string, TensorType> types;
  for (const int id : source.inputs()) types.emplace(source.info(id).name, source.info(id).type);
  return types;
}

Session::Run Session::submit(const std::string& graph, const Feed& feed) {
  Executable& executable = this->executable(graph, feed);
  return {&executable, executable.submit(feed)};
}

const Plan& Session::plan(const std::string& graph,
                          const std::map<std::string, TensorType>& inputs) {
  return planned(graph, inputs).plan;
}

std::vector<StepTime> Session::profile(const std::string& graph, const Feed& feed, int runs) {
  Executable& executable = this->executable(graph, feed);
  executable.wait(executable.submit(feed));
  std::map<int, std::vector<double>> seconds;  // by step
  {
    const Profiling profiling(executable);
    for (int run = 0; run < runs; ++run) {
      executable.wait(executable.submit(feed));
      for (const StepTime& time : executable.profile()) seconds[time.step].push_back(time.seconds);
    }
  }
  std::vector<StepTime> times;
  for (auto& [step, samples] : seconds) {
    const auto middle = samples.begin() + static_cast<std::ptrdiff_t>(samples.size() / 2);
    std::ranges::nth_element(samples, middle);
    times.push_back({step, *middle});
  }
  return times;
}

std::vector<std::pair<std::string, Tensor>> Session::trace(const std::string& graph,
                                                           const Feed& feed) {
  const auto better = optimize(*with_inputs(graph_named(graph), types_of(feed)), backend_);
  const Plan plan = make_plan(*better, backend_, {.reuse = Reuse::none, .precision = precision_});
  const auto executable = backend_.load(plan, *state_);
  const Results results = executable->wait(executable->submit(feed));
  std::map<int, std::string> output_names;  // results of the graph have the names of the outputs
  for (const auto& [name, id] : better->outputs()) output_names.emplace(id, name);
  std::vector<std::pair<std::string, Tensor>> values;
  for (const Node& node : better->nodes()) {
    for (const int id : node.outputs) {
      const std::string& name = better->info(id).name;
      const auto output = output_names.find(id);
      const auto result = results.find(output == output_names.end() ? name : output->second);
      if (result == results.end()) continue;
      const Tensor& value = result->second;
      values.emplace_back(name, value.dtype() == DType::f16 ? value.to(DType::f32) : value);
    }
  }
  return values;
}

std::string Session::first_fault(const std::string& graph, const Feed& feed) {
  for (const auto& [name, tensor] : trace(graph, feed)) {
    if (tensor.dtype() != DType::f32) continue;
    for (const float x : tensor.as<float>()) {
      if (!std::isfinite(x)) return fmt::format("node {} gave {}", name, x);
    }
  }
  return "no node of the step shows it";
}

std::map<std::string, Tensor> Session::save() const {
  std::map<std::string, Tensor> values;
  for (const Variable& variable : variables_) {
    values.emplace(variable.name, state_->read(variable.name));
  }
  return values;
}

void Session::restore(const std::map<std::string, Tensor>& values) {
  std::vector<std::string> known;
  for (const Variable& variable : variables_) {
    known.push_back(variable.name);
    const auto value = values.find(variable.name);
    if (value == values.end()) throw Error("there is no value for '{}'", variable.name);
    if (value->second.type() != variable.type) {
      throw Error("'{}' is {} here and {} there", variable.name, variable.type.str(),
                  value->second.type().str());
    }
  }
  const std::set<std::string> names(known.begin(), known.end());
  for (const auto& [name, value] : values) {
    if (!names.contains(name)) {
      throw Error("there is no variable '{}'{}", name, did_you_mean(name, known));
    }
  }
  for (const auto& [name, value] : values) state_->write(name, value);
}

void Session::store(Model& model) const {
  for (const Variable& variable : model.graph->variables()) {
    model.weights[variable.name] = state_->read(variable.name);
  }
}

}  // namespace fovea
