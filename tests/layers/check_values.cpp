#include "tests/layers/check_values.h"

#include <hwy/targets.h>

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "fovea/core/random.h"
#include "fovea/cpu/cpu.h"
#include "fovea/reference/reference.h"
#include "tests/layers/check_layer.h"
#ifdef FOVEA_VULKAN
#include "fovea/plan/make_plan.h"
#include "tests/vulkan/vulkan_device.h"
#endif

namespace fovea {

namespace {

std::vector<float> run(Backend& backend, std::span<const Tensor> inputs,
                       const std::function<Value(Graph&, std::span<const Value>)>& build) {
  Graph graph;
  Feed feed;
  std::vector<Value> values;
  for (const Tensor& tensor : inputs) {
    const std::string name = fmt::format("x{}", values.size());
    values.push_back(graph.input(name, tensor.type()));
    feed[name] = tensor;
  }
  graph.output("y", build(graph, values));
  const Plan plan = make_plan(graph, backend);
  const auto state = backend.make_state(plan.variables);
  const auto executable = backend.load(plan, *state);
  const Tensor y = executable->wait(executable->submit(feed)).at("y");
  std::vector<float> elements;
  if (y.dtype() == DType::f32) {
    elements.assign(y.as<float>().begin(), y.as<float>().end());
  } else {
    for (const std::int32_t value : y.as<std::int32_t>()) {
      elements.push_back(static_cast<float>(value));
    }
  }
  return elements;
}

bool close(float a, float b) {
  if (a == b || (std::isnan(a) && std::isnan(b))) return true;
  return std::abs(a - b) <= 2e-6f * (1 + std::abs(a));
}

void expect_close(const std::string& where, const std::vector<float>& expected,
                  const std::vector<float>& actual) {
  BOOST_REQUIRE_EQUAL(actual.size(), expected.size());
  for (size_t i = 0; i < actual.size(); ++i) {
    if (close(expected[i], actual[i])) continue;
    BOOST_ERROR(
        fmt::format("{}: element {} is {:.9g}, not {:.9g}", where, i, actual[i], expected[i]));
  }
}

// The results of each backend, by its name.
std::vector<std::pair<std::string, std::vector<float>>> results_everywhere(
    std::span<const Tensor> inputs,
    const std::function<Value(Graph&, std::span<const Value>)>& build) {
  reference::ReferenceBackend reference;
  const std::vector<float> expected = run(reference, inputs, build);
  std::vector<std::pair<std::string, std::vector<float>>> results;
  for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
    hwy::SetSupportedTargetsForTest(target);
    cpu::CpuBackend backend({.threads = 2});
    results.emplace_back(fmt::format("cpu {}", hwy::TargetName(target)),
                         run(backend, inputs, build));
  }
  hwy::SetSupportedTargetsForTest(0);
#ifdef FOVEA_VULKAN
  if (vulkan::VulkanBackend* backend = shared_test_vulkan()) {
    results.emplace_back("vulkan", run(*backend, inputs, build));
  }
#endif
  for (const auto& [backend, actual] : results) expect_close(backend, expected, actual);
  return results;
}

}  // namespace

std::vector<float> run_everywhere(
    std::span<const Tensor> inputs,
    const std::function<Value(Graph&, std::span<const Value>)>& build) {
  return results_everywhere(inputs, build).back().second;
}

void check_values(const std::function<Value(Value)>& f,
                  const std::vector<std::pair<float, double>>& pairs) {
  std::vector<float> x;
  for (const auto& pair : pairs) x.push_back(pair.first);
  const Tensor tensor =
      Tensor::of(Shape{static_cast<std::int64_t>(x.size())}, std::span<const float>(x));
  const auto results = results_everywhere(
      std::span(&tensor, 1), [&](Graph&, std::span<const Value> inputs) { return f(inputs[0]); });
  for (const auto& [backend, y] : results) {
    for (size_t i = 0; i < pairs.size(); ++i) {
      const double expected = pairs[i].second, actual = double{y[i]};
      const bool same = expected == actual || (std::isnan(expected) && std::isnan(actual)) ||
                        std::abs(expected - actual) <= 2e-6 * std::abs(expected);
      const bool lost_sign = expected == 0 && std::signbit(expected) && !std::signbit(actual);
      if (!same || lost_sign) {
        BOOST_ERROR(
            fmt::format("{}: f({}) is {:.9g}, not {:.9g}", backend, x[i], actual, expected));
      }
    }
  }
}

void check_activation(const std::function<Value(Value)>& f) {
  for (const float range : {3.0f, 30.0f}) {
    for (const Shape& shape : {Shape{1, 1}, Shape{3, 17}, Shape{2, 5, 3, 7}, Shape{1, 16385}}) {
      check_layer({.label = fmt::format("{} in +-{}", shape.str(), range),
                   .inputs = {{shape}},
                   .build = [&](Graph&, std::span<const Value> x) { return std::vector{f(x[0])}; },
                   .ranges = {{-range, range}}});
    }
  }
}

Value target_like(Graph& graph, Value x, float high) {
  Tensor target(x.type());
  const Random random(1, stream_of("target"));
  std::uint64_t i = 0;
  for (float& value : target.as<float>()) value = high * random.uniform(i++);
  return graph.constant(target);
}

void check_example_loss(const std::function<Value(Value, Value)>& loss, float of_one_and_two) {
  for (const Shape& shape :
       {Shape{1, 1}, Shape{3}, Shape{3, 17}, Shape{2, 5, 3, 7}, Shape{1, 20000}, Shape{70, 333}}) {
    check_layer({.label = shape.str(),
                 .inputs = {{shape}},
                 .build =
                     [&](Graph& graph, std::span<const Value> x) {
                       return std::vector{loss(x[0], target_like(graph, x[0], 2))};
                     },
                 .ranges = {{-2, 2}}});
  }

  const Tensor x = Tensor::of<float>(Shape{3, 2}, {1, 2, 0, 0, not_a_number, 1});
  const Tensor t = Tensor::of<float>(Shape{3, 2}, {0, 4, 0, 0, 1, 1});
  const std::vector<float> losses =
      run_everywhere({x, t}, [&](Graph&, std::span<const Value> v) { return loss(v[0], v[1]); });
  BOOST_TEST(losses[0] == of_one_and_two);
  BOOST_TEST(losses[1] == 0);
  BOOST_TEST(std::isnan(losses[2]));

  Graph graph;
  const Value values = graph.input("x", {Shape{4, 2}});
  BOOST_CHECK_THROW(loss(values, graph.input("a", {Shape{4}})), Error);
  BOOST_CHECK_THROW(loss(values, graph.input("b", {Shape{4, 2}, DType::i32})), Error);
  const Value scalar = graph.input("c", {Shape{}});
  BOOST_CHECK_THROW(loss(scalar, scalar), Error);
}

}  // namespace fovea
