#include "apps/machine.h"

#include <algorithm>
#include <chrono>

#include "framework/kernels/probe_fma.h"
#include "framework/kernels/probe_triad.h"
#include "framework/session.h"

namespace fovea::apps {

namespace {

constexpr int fma_count = 160 * 12288, triad_count = 1 << 25;  // 8 MB, and three times 128 MiB
constexpr int most_runs = 7;
constexpr double time_for_runs = 0.5, long_enough = 0.03;  // seconds: of all, of one of probe_fma

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

// Seconds of the one node of a graph in its fastest run.
double fastest(Session& session, const Feed& feed, const std::string& kernel) {
  std::map<std::string, TensorType> types;
  for (const auto& [name, tensor] : feed) types.emplace(name, tensor.type());
  const Plan& plan = session.plan("run", types);
  session.run("run", feed);
  double best = 1e9, total = 0;
  for (int i = 0; i < most_runs && total < time_for_runs; ++i) {
    const auto start = std::chrono::steady_clock::now();
    const std::vector<StepTime> steps = session.profile("run", feed);
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

// The result goes into a variable, which stays on the device.
void keep(Graph& graph, Value result) {
  const Value kept = graph.variable({"kept", result.type(), Initializer::zeros(), Role::counter});
  graph.update(kept, result);
}

double measure_flops(Backend& backend) {
  const Feed feed{{"factors", Tensor::of<float>(Shape{2}, {0.999f, 0.5f})}};
  double flops = 0, rounds = 1;
  for (double seconds = 0; seconds < long_enough / 2;) {
    auto graph = std::make_unique<Graph>();
    const Value factors = graph->input("factors", {Shape{2}, DType::f32});
    keep(*graph, probe_fma(factors, fma_count, static_cast<int>(rounds)));
    Session session(backend, std::move(graph));
    seconds = fastest(session, feed, "probe_fma");
    flops = 2.0 * 16 * rounds * fma_count / seconds;
    rounds *= std::clamp(long_enough / seconds, 1.5, 32.0);
  }
  return flops;
}

double measure_bytes(Backend& backend) {
  const TensorType type{Shape{triad_count}, DType::f32};
  auto graph = std::make_unique<Graph>();
  const Value x = graph->variable({"x", type, Initializer::constant(1), Role::counter});
  const Value y = graph->variable({"y", type, Initializer::constant(2), Role::counter});
  keep(*graph, probe_triad(x, y, graph->input("factor", {Shape{}, DType::f32})));
  Session session(backend, std::move(graph));
  const double seconds = fastest(session, {{"factor", Tensor::scalar(3.0f)}}, "probe_triad");
  return 3 * static_cast<double>(type.bytes()) / seconds;
}

}  // namespace

Value probe_fma(Value factors, int count, int rounds) {
  return add_node(std::make_shared<ProbeFma>(count, rounds), {factors});
}

Value probe_triad(Value x, Value y, Value factor) {
  return add_node(std::make_shared<ProbeTriad>(), {x, y, factor});
}

MachineLimits measure_limits(Backend& backend) {
  return {measure_flops(backend), measure_bytes(backend)};
}

}  // namespace fovea::apps
