#include "apps/benchmark/machine.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "fovea/kernels/probe_fma.h"
#include "fovea/kernels/probe_triad.h"

namespace fovea::apps {

namespace {

// On a CPU the result should stay in a cache; on a GPU it must be large enough for
// thousands of lanes.
constexpr int fma_counts[] = {8 * 12288, 160 * 12288};
constexpr int triad_count = 1 << 25;  // three times 128 MiB
constexpr int most_runs = 50;
constexpr double time_for_runs = 0.3;  // seconds, for all runs
// Seconds of one run of probe_fma: much longer than its start takes, but so short that at least one
// of its runs is not interrupted by another program.
constexpr double long_enough = 0.002;

class ProbeFma : public Layer {
 public:
  ProbeFma(int count, int rounds) : params_{static_cast<uint>(count), static_cast<uint>(rounds)} {}
  std::string kind() const override { return "probe_fma"; }
  std::vector<TensorType> infer(Types) const override {
    return {{Shape{static_cast<std::int64_t>(params_.count)}, DType::f32}};
  }
  KernelCall lower(Types, Types) const override {
    return {"probe_fma", params_, 2.0 * 16 * params_.rounds * params_.count};
  }

 private:
  ProbeFmaParams params_;
};

class ProbeTriad : public Layer {
 public:
  std::string kind() const override { return "probe_triad"; }
  std::vector<TensorType> infer(Types inputs) const override { return {inputs[0]}; }
  KernelCall lower(Types inputs, Types) const override {
    const auto count = inputs[0].shape.count();
    return {"probe_triad", ProbeTriadParams{static_cast<uint>(count)},
            2 * static_cast<double>(count)};
  }
};

// Seconds of the only node of a graph in its fastest run.
double fastest(Session& session, const Feed& feed, const std::string& kernel, int runs) {
  std::map<std::string, TensorType> types;
  for (const auto& [name, tensor] : feed) types.emplace(name, tensor.type());
  const Plan& plan = session.plan(names::run, types);
  session.run(names::run, feed);
  double best = 1e9, total = 0;
  for (int i = 0; i < runs && total < time_for_runs; ++i) {
    const auto start = std::chrono::steady_clock::now();
    const std::vector<StepTime> steps = session.profile(names::run, feed);
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
    double seconds = steps.empty() ? wall.count() : 0;  // a device without timestamps
    for (const StepTime& step : steps) {
      if (plan.steps[static_cast<size_t>(step.step)].kernel == kernel) seconds += step.seconds;
    }
    best = std::min(best, seconds);
    total += wall.count();
  }
  return std::max(best, 1e-9);
}

double measure_flops(Backend& backend, int count) {
  const Feed feed{{"factors", Tensor::of<float>(Shape{2}, {0.999f, 0.5f})}};
  for (double rounds = 1;;) {
    auto graph = std::make_unique<Graph>();
    const Value factors = graph->input("factors", {Shape{2}, DType::f32});
    keep_on_device("kept", probe_fma(factors, count, static_cast<int>(rounds)));
    Session session(backend, std::move(graph));
    const double seconds = fastest(session, feed, "probe_fma", 2);
    if (seconds >= long_enough / 2) {
      return 2.0 * 16 * std::floor(rounds) * count / fastest(session, feed, "probe_fma", most_runs);
    }
    rounds *= std::clamp(long_enough / seconds, 1.5, 32.0);
  }
}

// probe_triad on arrays that stay on the device; its input is "factor".
std::unique_ptr<Graph> triad_graph() {
  const TensorType type{Shape{triad_count}, DType::f32};
  auto graph = std::make_unique<Graph>();
  const Value x = graph->variable({"x", type, Initializer::constant(1), Role::counter});
  const Value y = graph->variable({"y", type, Initializer::constant(2), Role::counter});
  keep_on_device("kept", probe_triad(x, y, graph->input("factor", {Shape{}, DType::f32})));
  return graph;
}

Feed triad_feed() { return {{"factor", Tensor::scalar(3.0f)}}; }

double measure_bytes(Backend& backend) {
  Session session(backend, triad_graph());
  const double seconds = fastest(session, triad_feed(), "probe_triad", most_runs);
  return 3.0 * sizeof(float) * triad_count / seconds;
}

}  // namespace

Value probe_fma(Value factors, int count, int rounds) {
  return add_node(std::make_shared<ProbeFma>(count, rounds), {factors});
}

Value probe_triad(Value x, Value y, Value factor) {
  return add_node(std::make_shared<ProbeTriad>(), {x, y, factor});
}

void keep_on_device(const std::string& name, Value result) {
  Graph& graph = result.graph();
  graph.update(graph.variable({name, result.type(), Initializer::zeros(), Role::counter}), result);
}

CacheFlush::CacheFlush(Backend& backend) : session_(backend, triad_graph()), feed_(triad_feed()) {}

MachineLimits measure_limits(Backend& backend) {
  MachineLimits limits;
  for (const int count : fma_counts) {
    limits.flops_per_second = std::max(limits.flops_per_second, measure_flops(backend, count));
  }
  limits.bytes_per_second = measure_bytes(backend);
  return limits;
}

}  // namespace fovea::apps
