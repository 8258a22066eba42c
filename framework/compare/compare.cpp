#include "fovea/compare/compare.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "fovea/graph/passes/fuse_epilogues.h"
#include "fovea/graph/passes/merge_common_subexpressions.h"
#include "fovea/graph/passes/remove_dead_nodes.h"
#include "fovea/graph/rewriter.h"
#include "fovea/plan/make_plan.h"
#include "fovea/runtime/forwarding_backend.h"
#include "framework/compare/compare_errors.h"

namespace fovea {

namespace {

using Results = std::map<std::string, Tensor>;

// The graph as a session plans it, but constants are not folded: their kernels are compared too.
std::unique_ptr<Graph> fused(const Graph& graph) {
  return remove_dead_nodes(
      *fuse_epilogues(*merge_common_subexpressions(*remove_dead_nodes(graph))));
}

// The value that a node passes to the next. Devices may treat numbers too small for a full mantissa
// as 0; later products would show the difference. So they are 0 for all devices.
Tensor handed_on(const Tensor& value) {
  Tensor result = value.to(DType::f32);
  for (float& x : result.as<float>()) {
    if (std::abs(x) < std::numeric_limits<float>::min()) x = 0;
  }
  return result;
}

bool same_bits(const Tensor& a, const Tensor& b) {
  return std::ranges::equal(a.bytes(), b.bytes());
}

// How many numbers may go into one element of a result, at most.
double terms_of(const Graph& graph, const Node& node, double flops) {
  double most = flops / 2, results = std::numeric_limits<double>::infinity();
  for (size_t k = 0; k < node.inputs.size(); ++k) {
    if (!node.layer->reads(static_cast<int>(k))) continue;
    most = std::max(most, static_cast<double>(graph.info(node.inputs[k]).type.shape.count()));
  }
  for (const int id : node.outputs) {
    results = std::min(results, static_cast<double>(graph.info(id).type.shape.count()));
  }
  return std::max(1.0, most / results);
}

// A backend under test with the state that all its nodes read.
struct BackendUnderTest {
  Backend& backend;
  std::unique_ptr<State> state;
  PlanOptions options = {};  // with the values that it stores as halves

  BackendUnderTest(Backend& tested, const Graph& graph,
                   const std::map<std::string, Tensor>& variables)
      : backend(tested), state(tested.make_state(graph.variables())) {
    for (const Variable& variable : graph.variables()) {
      const auto value = variables.find(variable.name);
      if (value == variables.end()) throw Error("there is no value for '{}'", variable.name);
      state->write(variable.name, value->second);
    }
  }
};

// Computes by the kernels that the tested backend takes instead, as far as this backend has them:
// the possible rounding error depends on the algorithm.
class SameKernels : public ForwardingBackend {
 public:
  SameKernels(Backend& backend, const Backend& tested)
      : ForwardingBackend(backend), tested_(tested) {}

  Support query(const Step& step) const override {
    Support own = ForwardingBackend::query(step), theirs = tested_.query(step);
    if (!theirs.instead) return own;
    Step other = step;
    other.kernel = theirs.instead->kernel;
    if (!ForwardingBackend::query(other).reason.empty()) return own;
    own.instead = std::move(theirs.instead);
    return own;
  }

 private:
  const Backend& tested_;
};

bool same_kernels(const Plan& a, const Plan& b) {
  return std::ranges::equal(a.steps, b.steps, [](const Step& x, const Step& y) {
    return x.kernel == y.kernel && x.params == y.params;
  });
}

// One node as a graph of its own. Values that other nodes have made are its inputs. Variables and
// constants stay variables and constants: backends pack them.
struct OneNodeGraph {
  Graph graph;
  Feed feed;
  std::map<std::string, std::string> edges = {};  // inputs and outputs, by the name in the source
  double terms;

  OneNodeGraph(const Graph& source, const Node& node, const Feed& inputs,
               const std::vector<Tensor>& values) {
    Rewriter rewriter(source, graph);
    std::vector<TensorType> in, out;
    for (size_t k = 0; k < node.inputs.size(); ++k) {
      const int id = node.inputs[k];
      const ValueInfo& info = source.info(id);
      in.push_back(info.type);
      if (rewriter.mapped(id)) continue;
      if (info.kind == ValueKind::input) feed[info.name] = inputs.at(info.name);
      if (info.kind != ValueKind::node) continue;
      const std::string name = fmt::format("value {}", id);
      rewriter.map(id, graph.input(name, info.type));
      edges[info.name] = name;
      const Tensor& value = values[static_cast<size_t>(id)];
      feed[name] = value.empty() ? Tensor(info.type) : value;  // empty: only its shape is used
    }
    rewriter.copy(node, node.layer);
    for (const int id : node.outputs) {
      const std::string name = fmt::format("y{}", out.size());
      graph.output(name, rewriter(id));
      edges[source.info(id).name] = name;
      out.push_back(source.info(id).type);
    }
    terms = terms_of(source, node, node.layer->lower(in, out).flops);
  }

  std::vector<Tensor> run(BackendUnderTest& tested) const { return run(tested, plan_for(tested)); }

  Plan plan_for(const BackendUnderTest& tested) const {
    PlanOptions options{.precision = tested.options.precision};
    for (const std::string& half : tested.options.halves) {
      if (const auto edge = edges.find(half); edge != edges.end()) {
        options.halves.insert(edge->second);
      }
    }
    return make_plan(graph, tested.backend, options);
  }

  std::vector<Tensor> run(BackendUnderTest& tested, const Plan& plan) const {
    const auto executable = tested.backend.load(plan, *tested.state);
    const Results results = executable->wait(executable->submit(feed));
    std::vector<Tensor> outputs;
    for (size_t k = 0; k < results.size(); ++k) {
      outputs.push_back(results.at(fmt::format("y{}", k)));
    }
    return outputs;
  }
};

class Comparing {
 public:
  Comparing(const ComparedStep& step, const Oracle& oracle)
      : step_(step),
        graph_(fused(step.graph)),
        values_(static_cast<size_t>(graph_->value_count())),
        truth_(oracle.values, *graph_, step.variables),
        magnitudes_(oracle.magnitudes, *graph_, step.variables) {}

  std::vector<Comparison> run(std::span<Backend* const> backends) {
    std::vector<Comparison> comparisons;
    std::vector<BackendUnderTest> tested_backends;
    for (Backend* backend : backends) {
      comparisons.push_back({.device = backend->info()});
      tested_backends.emplace_back(*backend, *graph_, step_.variables);
      tested_backends.back().options = {.precision = step_.precision,
                                        .halves = halves_on(*backend)};
      halves_.merge(std::set(tested_backends.back().options.halves));
    }
    std::set<std::string> needed;  // of the others only the shapes are used
    for (const Step& step : make_plan(*graph_, truth_.backend, {.reuse = Reuse::none}).steps) {
      needed.insert(step.node);
    }
    for (const Node& node : graph_->nodes()) {
      if (!needed.contains(node.name)) continue;
      compare_node(node, tested_backends, comparisons);
    }
    for (size_t i = 0; i < backends.size(); ++i) run_whole(*backends[i], comparisons[i]);
    return comparisons;
  }

 private:
  // The values that the whole step stores as halves.
  std::set<std::string> halves_on(const Backend& backend) const {
    std::set<std::string> names;
    const PlanOptions options{.reuse = Reuse::none, .precision = step_.precision};
    for (const Binding& output : make_plan(*graph_, backend, options).outputs) {
      if (output.slot.type.dtype == DType::f16) names.insert(output.name);
    }
    return names;
  }

  void compare_node(const Node& node, std::vector<BackendUnderTest>& tested_backends,
                    std::vector<Comparison>& comparisons) {
    const OneNodeGraph alone(*graph_, node, step_.feed, values_);
    const std::vector<Tensor> truth = alone.run(truth_);
    Plan sizing;  // most backends take the same kernels and have the same sizes
    std::vector<Tensor> sizes;
    for (size_t i = 0; i < tested_backends.size(); ++i) {
      const Plan plan = alone.plan_for(tested_backends[i]);
      const SameKernels like(magnitudes_.backend, tested_backends[i].backend);
      Plan size_plan = make_plan(alone.graph, like);
      if (sizes.empty() || !same_kernels(sizing, size_plan)) {
        sizing = std::move(size_plan);
        sizes = alone.run(magnitudes_, sizing);
      }
      NodeComparison result{.node = node.name, .kernel = plan.steps.back().kernel};
      result.output = graph_->info(node.outputs.front()).type;
      const std::vector<Tensor> outputs = alone.run(tested_backends[i], plan);
      const double rounding = tested_backends[i].backend.query(plan.steps.back()).input_rounding;
      for (size_t k = 0; k < outputs.size(); ++k) {
        compare_output(result, k, alone.terms, rounding, truth[k], sizes[k], outputs[k]);
      }
      comparisons[i].nodes.push_back(std::move(result));
    }
    for (size_t k = 0; k < truth.size(); ++k) {
      const Tensor& value = truth[k];
      const int id = node.outputs[k];
      const bool half = halves_.contains(graph_->info(id).name);
      values_[static_cast<size_t>(id)] =
          value.dtype() != DType::f64 ? value : handed_on(half ? value.to(DType::f16) : value);
    }
  }

  struct Whole {
    Results results, variables;
  };

  Whole run_whole(Backend& backend, Reuse reuse) const {
    const BackendUnderTest tested(backend, *graph_, step_.variables);
    const Plan plan = make_plan(*graph_, backend, {.reuse = reuse, .precision = step_.precision});
    const auto executable = backend.load(plan, *tested.state);
    Whole whole{executable->wait(executable->submit(step_.feed)), {}};
    for (const Variable& variable : plan.variables) {
      whole.variables[variable.name] = tested.state->read(variable.name);
    }
    return whole;
  }

  void run_whole(Backend& backend, Comparison& comparison) const {
    const Whole traced = run_whole(backend, Reuse::none), full = run_whole(backend, Reuse::full);
    for (const auto& [name, tensor] : full.results) {
      if (same_bits(tensor, traced.results.at(name))) continue;
      comparison.plan_fault = fmt::format("output '{}' changes when memory is used again", name);
    }
    for (const auto& [name, tensor] : full.variables) {
      if (same_bits(tensor, traced.variables.at(name))) continue;
      comparison.plan_fault = fmt::format("variable '{}' changes when memory is used again", name);
    }
    std::map<int, std::string> outputs;  // the graph's names for its outputs, by value
    std::set<std::string> names;
    for (const auto& [name, id] : graph_->outputs()) {
      outputs.emplace(id, name);
      names.insert(name);
    }
    size_t i = 0;
    for (const Node& node : graph_->nodes()) {
      if (i == comparison.nodes.size() || comparison.nodes[i].node != node.name) continue;
      NodeComparison& result = comparison.nodes[i++];
      for (const int id : node.outputs) {
        const ValueInfo& info = graph_->info(id);
        const auto named = outputs.find(id);
        const std::string name = named != outputs.end()      ? named->second
                                 : names.contains(info.name) ? name_inside(info.name)
                                                             : info.name;
        const auto value = traced.results.find(name);
        if (info.type.dtype != DType::f32 || value == traced.results.end()) continue;
        const Tensor real =
            value->second.dtype() == DType::f32 ? value->second : value->second.to(DType::f32);
        result.chained =
            std::max(result.chained, whole_error(values_[static_cast<size_t>(id)], real));
      }
    }
  }

  const ComparedStep& step_;
  std::unique_ptr<Graph> graph_;
  std::set<std::string> halves_;  // values that a backend stores as halves
  std::vector<Tensor> values_;    // the reference's, rounded to the types of the graph
  BackendUnderTest truth_, magnitudes_;
};

}  // namespace

const NodeComparison* Comparison::departure() const {
  const auto it = std::ranges::find_if(nodes, [](const auto& node) { return !node.passed(); });
  return it == nodes.end() ? nullptr : &*it;
}

double allowed_error(double terms, DType stored) {
  constexpr double unit = 0x1p-24;
  return unit * (16 + 2 * std::sqrt(terms)) + (stored == DType::f16 ? 0x1p-11 : 0);
}

std::vector<Comparison> compare(const ComparedStep& step, const Oracle& oracle,
                                std::span<Backend* const> backends) {
  return Comparing(step, oracle).run(backends);
}

}  // namespace fovea
