#include "tests/layers/check_layer.h"

#include <hwy/targets.h>

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstring>

#include "fovea/core/random.h"
#include "fovea/cpu/cpu.h"
#include "fovea/graph/differentiate.h"
#include "fovea/kernels/elementwise.h"
#include "fovea/layers/add.h"
#include "fovea/layers/common/activation.h"
#include "fovea/reference/reference.h"
#include "fovea/runtime/host_memory.h"
#include "fovea/runtime/session.h"
#include "framework/compare/compare_errors.h"
#ifdef FOVEA_VULKAN
#include "fovea/plan/audit.h"
#include "fovea/plan/make_plan.h"
#include "tests/vulkan/vulkan_device.h"
#endif

namespace fovea {

namespace {

constexpr std::uint64_t seed = 20260;

// project: sum over i of x[i] * weight[i], a scalar that lets every element of x count
// differently. Its kernels are added to the backends as a layer from outside would add its own.
Params count_of(const TensorType& type) {
  return ElementwiseParams{static_cast<uint>(type.shape.count()), 0, 0};
}

class ProjectGrad : public Layer {
 public:
  std::string kind() const override { return "test_project_grad"; }
  std::vector<TensorType> infer(Types inputs) const override { return {inputs[1]}; }
  KernelCall lower(Types inputs, Types) const override {
    return {"test_project_grad", count_of(inputs[1]), 0};
  }
};

class Project : public Layer {
 public:
  std::string kind() const override { return "test_project"; }
  std::vector<TensorType> infer(Types) const override { return {{Shape{}, DType::f32}}; }
  KernelCall lower(Types inputs, Types) const override {
    return {"test_project", count_of(inputs[0]), 0};
  }
  std::vector<Value> gradient(const GradientCall& call) const override {
    return {add_node(std::make_shared<ProjectGrad>(), {call.gradients[0], call.inputs[1]}), {}};
  }
};

template <typename Real>
void project(const KernelArgs& args) {
  double sum = 0;
  for (std::int64_t i = 0; i < args.input_count(0); ++i) {
    sum += double{args.input<Real>(0)[i]} * double{args.input<Real>(1)[i]};
  }
  args.output<Real>(0)[0] = static_cast<Real>(sum);
}

template <typename Real>
void project_grad(const KernelArgs& args) {
  for (std::int64_t i = 0; i < args.output_count(0); ++i) {
    args.output<Real>(0)[i] = args.input<Real>(0)[0] * args.input<Real>(1)[i];
  }
}

void add_projection(reference::ReferenceBackend& backend) {
  backend.add("test_project", {project<float>, project<double>});
  backend.add("test_project_grad", {project_grad<float>, project_grad<double>});
}

void add_projection(cpu::CpuBackend& backend) {
  backend.add("test_project", {.run = project<float>});
  backend.add("test_project_grad", {.run = project_grad<float>});
}

Tensor random_tensor(TensorType type, const std::string& name, float low, float high, int bound) {
  Tensor tensor(type);
  const Random random(seed, stream_of(name));
  for (size_t i = 0; i < static_cast<size_t>(type.shape.count()); ++i) {
    switch (type.dtype) {
      case DType::f32:
        tensor.as<float>()[i] = low + (high - low) * random.uniform(i);
        break;
      case DType::i32:
        tensor.as<std::int32_t>()[i] =
            static_cast<std::int32_t>(random.below(i, static_cast<std::uint64_t>(bound)));
        break;
      default:
        tensor.as<std::uint8_t>()[i] = static_cast<std::uint8_t>(random.bits(i) >> 24);
    }
  }
  return tensor;
}

// One graph under test with everything that a run of it needs.
struct Subject {
  std::unique_ptr<Graph> graph;
  std::unique_ptr<Graph> forward;  // the same without gradients; null: nothing is differentiated
  Feed feed;
  std::map<std::string, Tensor> variables;
  std::vector<std::string> differentiated;  // inputs and parameters with an output "grad <name>"
};

Value project_all(Graph& graph, std::span<const Value> outputs) {
  Value loss;
  for (const Value& output : outputs) {
    if (output.type().dtype != DType::f32) continue;
    const Tensor weights = random_tensor(output.type(), "projection " + output.name(), -1, 1, 0);
    const Value part = add_node(std::make_shared<Project>(), {output, graph.constant(weights)});
    loss = loss ? add(loss, part) : part;
  }
  return loss;
}

// The layer on inputs "x0", ... with outputs "y0", ...
std::unique_ptr<Graph> layer_graph(const LayerCase& layer_case, std::int64_t more_batch) {
  auto graph = std::make_unique<Graph>();
  std::vector<Value> inputs;
  for (size_t i = 0; i < layer_case.inputs.size(); ++i) {
    TensorType type = layer_case.inputs[i];
    if (more_batch) type.shape = type.shape.with(0, type.shape[0] + more_batch);
    inputs.push_back(graph->input(fmt::format("x{}", i), type));
  }
  const std::vector<Value> outputs = layer_case.build(*graph, inputs);
  for (size_t k = 0; k < outputs.size(); ++k) graph->output(fmt::format("y{}", k), outputs[k]);
  return graph;
}

// Whether two modes gave graphs with the same nodes.
bool same_nodes(const Graph& a, const Graph& b) {
  return std::ranges::equal(a.nodes(), b.nodes(), [](const Node& one, const Node& other) {
    return one.layer == other.layer && one.inputs == other.inputs;
  });
}

Subject make_subject(const LayerCase& layer_case, std::unique_ptr<Graph> in_its_mode) {
  Subject subject;
  subject.graph = std::move(in_its_mode);
  Graph& graph = *subject.graph;
  std::vector<Value> results, leaves;
  for (const auto& output : graph.outputs()) results.push_back(graph.value(output.second));
  if (layer_case.differentiable) {
    const Value loss = project_all(graph, results);
    graph.output("loss", loss);
    subject.forward = remove_dead_nodes(graph);
    for (size_t i = 0; i < layer_case.inputs.size(); ++i) {
      const Value input = graph.find_input(fmt::format("x{}", i));
      if (input.type().dtype == DType::f32) leaves.push_back(input);
    }
    for (size_t v = 0; v < graph.variables().size(); ++v) {
      if (graph.variables()[v].role == Role::parameter) {
        leaves.push_back(graph.value(graph.variable_values()[v]));
      }
    }
    const std::vector<Value> gradients = differentiate(loss, leaves);
    for (size_t i = 0; i < leaves.size(); ++i) {
      subject.differentiated.push_back(leaves[i].name());
      graph.output("grad " + leaves[i].name(), gradients[i]);
    }
  }
  for (const int id : graph.inputs()) {
    const ValueInfo& info = graph.info(id);
    const size_t number = static_cast<size_t>(info.index);
    const auto [low, high] = info.name.starts_with("x") && number < layer_case.ranges.size()
                                 ? layer_case.ranges[number]
                                 : std::pair{-1.0f, 1.0f};
    subject.feed[info.name] = random_tensor(info.type, info.name, low, high, layer_case.int_bound);
  }
  for (const Variable& variable : graph.variables()) {
    const bool positive = variable.role == Role::statistic;
    subject.variables[variable.name] =
        variable.type.dtype == DType::f32
            ? random_tensor(variable.type, variable.name, positive ? 0.5f : -0.5f,
                            positive ? 1.5f : 0.5f, 0)
            : variable.initializer.make(variable.type, seed, variable.name);
  }
  return subject;
}

// Results by name, including the variables after the run.
Results run(Backend& backend, const Graph& raw, const Feed& feed,
            const std::map<std::string, Tensor>& variables) {
  const auto graph = optimize(raw, backend);
  const Plan plan = make_plan(*graph, backend);
  for (const std::string& fault : audit(plan)) BOOST_ERROR(fault);
  const auto state = backend.make_state(plan.variables);
  for (const Variable& variable : plan.variables) {
    state->write(variable.name, variables.at(variable.name));
  }
  const auto executable = backend.load(plan, *state);
  auto* host = dynamic_cast<HostState*>(state.get());
  if (host && plan.arena_bytes) {
    std::memset(host->arena(), 0xFF, static_cast<size_t>(plan.arena_bytes * host->scale()));
  }
#ifdef FOVEA_VULKAN
  if (!host) vulkan::poison(*state);
#endif
  Results results = executable->wait(executable->submit(feed));
#ifdef FOVEA_VULKAN
  if (!host) {
    for (const std::string& fault : vulkan::audit_recording(*executable)) BOOST_ERROR(fault);
  }
#endif
  for (const Variable& variable : plan.variables) {
    results["after " + variable.name] = state->read(variable.name);
  }
  return results;
}

Results run(Backend& backend, const Subject& subject) {
  return run(backend, *subject.graph, subject.feed, subject.variables);
}

void compare(const std::string& label, const Results& truth, const Results& results,
             double tolerance) {
  for (const auto& [name, expected] : truth) {
    const Tensor& actual = results.at(name);
    double largest = 0, worst = 0;
    size_t where = 0;
    const size_t count = static_cast<size_t>(expected.shape().count());
    for (size_t i = 0; i < count; ++i) {
      const double a = element(expected, i), b = element(actual, i);
      if (std::isfinite(a)) largest = std::max(largest, std::abs(a));
      const bool same = a == b || (std::isnan(a) && std::isnan(b));
      const double error = same ? 0 : std::isnan(a - b) ? INFINITY : std::abs(a - b);
      if (error > worst) {
        worst = error;
        where = i;
      }
    }
    const double allowed = expected.dtype() == DType::f64 ? tolerance * (1 + largest) : 0;
    if (worst > allowed) {
      BOOST_ERROR(fmt::format("{}: {} differs by {:.3g} at element {}: {:.9g}, not {:.9g}", label,
                              name, worst, where, element(actual, where),
                              element(expected, where)));
    }
  }
}

void expect_same_bits(const std::string& label, const Results& expected, const Results& actual) {
  for (const auto& [name, tensor] : expected) {
    const std::span<const std::byte> a = tensor.bytes(), b = actual.at(name).bytes();
    if (a.size() != b.size() || std::memcmp(a.data(), b.data(), a.size()) != 0) {
      BOOST_ERROR(fmt::format("{}: {} has other bits", label, name));
    }
  }
}

void check_gradients(const std::string& label, const Subject& subject, const Results& truth,
                     size_t probes) {
  reference::ReferenceBackend oracle(DType::f64);
  add_projection(oracle);
  constexpr double h = 1e-5;
  for (const std::string& name : subject.differentiated) {
    const bool is_input = subject.feed.contains(name);
    const Tensor& start = is_input ? subject.feed.at(name) : subject.variables.at(name);
    const size_t count = static_cast<size_t>(start.shape().count());
    const Random random(seed, stream_of("probe " + name));
    for (size_t probe = 0; probe < std::min(probes, count); ++probe) {
      const size_t i = count <= probes ? probe : random.below(probe, count);
      const auto loss_at = [&](double shift) {
        Tensor moved = start.to(DType::f64);
        moved.as<double>()[i] += shift;
        Feed feed = subject.feed;
        auto variables = subject.variables;
        (is_input ? feed[name] : variables[name]) = moved;
        return run(oracle, *subject.forward, feed, variables).at("loss").item<double>();
      };
      const double numeric = (loss_at(h) - loss_at(-h)) / (2 * h);
      const double analytic = truth.at("grad " + name).as<double>()[i];
      if (!(std::abs(numeric - analytic) <= 1e-6 * (1 + std::abs(numeric)))) {
        BOOST_ERROR(fmt::format("{}: gradient of {}[{}] is {:.9g}, by differences {:.9g}", label,
                                name, i, analytic, numeric));
      }
    }
  }
}

#ifdef FOVEA_VULKAN
// Skipped without a device; twice, because every run must give the same bits.
void check_vulkan(const std::string& label, const Subject& subject, const Results& truth,
                  double tolerance) {
  vulkan::VulkanBackend* backend = shared_test_vulkan();
  if (!backend) return;
  const Results results = run(*backend, subject);
  compare(label + ", vulkan", truth, results, tolerance);
  expect_same_bits(label + ", vulkan again", results, run(*backend, subject));
}
#endif

void check_subject(const std::string& label, const LayerCase& layer_case,
                   std::unique_ptr<Graph> graph) {
  const Subject subject = make_subject(layer_case, std::move(graph));
  const double tolerance = layer_case.tolerance;
  reference::ReferenceBackend oracle(DType::f64), plain(DType::f32);
  add_projection(oracle);
  add_projection(plain);
  const Results truth = run(oracle, subject);
  compare(label + ", reference in float", truth, run(plain, subject), tolerance);

  for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
    hwy::SetSupportedTargetsForTest(target);
    cpu::CpuBackend backend({.threads = 2});
    add_projection(backend);
    compare(fmt::format("{}, cpu {}", label, hwy::TargetName(target)), truth, run(backend, subject),
            tolerance);
  }
  hwy::SetSupportedTargetsForTest(0);

  Results one_thread;
  for (const int threads : {1, 2, 4}) {
    cpu::CpuBackend backend({.threads = threads});
    add_projection(backend);
    const Results results = run(backend, subject);
    if (threads == 1) one_thread = results;
    expect_same_bits(fmt::format("{}, {} threads", label, threads), one_thread, results);
  }
  for (const std::uint64_t order : {1u, 2u, 3u}) {
    cpu::CpuBackend backend({.threads = 2, .shuffle = order});
    add_projection(backend);
    expect_same_bits(fmt::format("{}, step order {}", label, order), one_thread,
                     run(backend, subject));
  }
#ifdef FOVEA_VULKAN
  check_vulkan(label, subject, truth, tolerance);
#endif
  check_gradients(label, subject, truth, layer_case.probes);
}

}  // namespace

void check_layer(const LayerCase& layer_case) {
  BOOST_TEST_CONTEXT(layer_case.label) {
    for (const std::int64_t more_batch :
         layer_case.any_batch ? std::vector{0, 2} : std::vector{0}) {
      const std::string label = layer_case.label + (more_batch ? ", larger batch" : "");
      const std::unique_ptr<Graph> graph = layer_graph(layer_case, more_batch);
      auto training = in_mode(*graph, Mode::training), inference = in_mode(*graph, Mode::inference);
      if (!same_nodes(*training, *inference)) {
        check_subject(label + " (inference)", layer_case, std::move(inference));
      }
      check_subject(label + " (training)", layer_case, std::move(training));
    }
  }
}

}  // namespace fovea
