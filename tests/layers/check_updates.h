// Three updates of the parameter w = (1, -2) with given gradients: the test of an optimiser
// compares them with numbers computed by hand.
#pragma once

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "fovea/cpu/cpu.h"
#include "fovea/layers/mean.h"
#include "fovea/optim/optimizer.h"
#include "fovea/plan/audit.h"
#include "fovea/plan/make_plan.h"
#include "fovea/plan/plan.h"
#include "fovea/reference/reference.h"
#include "framework/graph/run_inputs.h"
#include "framework/optim/all_finite.h"
#include "framework/optim/increment.h"
#include "tests/layers/check_layer.h"

namespace fovea {

/// The values of the variables after the updates, with learning rate 0.1 and the gradients
/// (0.5, 0.25), (-0.25, 1), (0.75, -0.5); `rank` is that of w. With a step in `broken` one gradient
/// of that number is NaN and must change nothing.
inline std::map<std::string, std::vector<double>> trace(Backend& backend, const std::string& spec,
                                                        int rank, int broken = -1) {
  const TensorType type{rank == 1 ? Shape{2} : Shape{1, 2}};
  Graph graph;
  const Value w = graph.variable({"w", type, Initializer::zeros(), Role::parameter});
  const Value gradient = graph.input("gradient", type);
  const Value one = graph.constant(Tensor::scalar(std::int32_t{1}));
  const Value finite = all_finite({gradient}, one);
  make_optimizer(spec)->update(graph, w, gradient, learning_rate_input(graph), finite);
  graph.update(step_counter(graph), increment(step_counter(graph), finite));
  const Plan plan = make_plan(graph, backend);
  BOOST_TEST(audit(plan).empty());
  const auto state = backend.make_state(plan.variables);
  for (const Variable& variable : plan.variables)
    state->write(variable.name, Tensor(variable.type));
  state->write("w", Tensor::of<float>(type.shape, {1, -2}));
  const auto executable = backend.load(plan, *state);
  const auto step = [&](float a, float b) {
    executable->wait(executable->submit({{"gradient", Tensor::of<float>(type.shape, {a, b})},
                                         {"learning_rate", Tensor::scalar(0.1f)}}));
  };
  const std::vector<std::pair<float, float>> gradients{{0.5f, 0.25f}, {-0.25f, 1}, {0.75f, -0.5f}};
  for (int i = 0; i < 3; ++i) {
    if (i == broken) step(std::numeric_limits<float>::quiet_NaN(), 1);
    step(gradients[static_cast<size_t>(i)].first, gradients[static_cast<size_t>(i)].second);
  }
  std::map<std::string, std::vector<double>> values;
  for (const Variable& variable : plan.variables) {
    const Tensor tensor = state->read(variable.name);
    if (tensor.dtype() == DType::i32) {
      values[variable.name] = {double(tensor.item<std::int32_t>())};
    } else {
      const Tensor wide = tensor.to(DType::f64);
      values[variable.name].assign(wide.as<double>().begin(), wide.as<double>().end());
    }
  }
  return values;
}

/// Checks the traces of the reference in double and of cpu, undisturbed and with a broken step.
inline void check_trace(const std::string& spec, int rank,
                        const std::map<std::string, std::vector<double>>& expected) {
  reference::ReferenceBackend reference(DType::f64);
  cpu::CpuBackend cpu({.threads = 2});
  for (Backend* backend : {static_cast<Backend*>(&reference), static_cast<Backend*>(&cpu)}) {
    for (const int broken : {-1, 0, 1, 2}) {
      BOOST_TEST_CONTEXT(spec << " on " << backend->info().backend << ", broken " << broken) {
        const auto actual = trace(*backend, spec, rank, broken);
        BOOST_TEST(actual.at("train/step")[0] == 3);
        for (const auto& [name, values] : expected) {
          for (size_t i = 0; i < values.size(); ++i) {
            // Settings are floats in params: 1 - 0.999f differs from 0.001 by 1.3e-5 of its value.
            const double tolerance = name == "w/adam_v" ? 2e-5 : 2e-6;
            BOOST_TEST(actual.at(name).at(i) == values[i], boost::test_tools::tolerance(tolerance));
          }
        }
        BOOST_TEST(actual.size() == expected.size() + 1);
      }
    }
  }
}

/// Checks that the backends agree on updates of odd sizes, with the flag 1 and 0.
inline void check_updates(const std::string& spec) {
  for (const Shape& shape :
       {Shape{1, 1}, Shape{3, 17}, Shape{33}, Shape{5, 3, 3, 7}, Shape{130, 1000}}) {
    for (const std::int32_t finite : {1, 0}) {
      check_layer({.label = fmt::format("{} on {}, finite {}", spec, shape.str(), finite),
                   .inputs = {{shape}},
                   .build =
                       [&](Graph& graph, std::span<const Value> x) {
                         const Value w =
                             graph.variable({"w", {shape}, Initializer::zeros(), Role::parameter});
                         make_optimizer(spec)->update(graph, w, x[0], learning_rate_input(graph),
                                                      graph.constant(Tensor::scalar(finite)));
                         return std::vector<Value>{};
                       },
                   .any_batch = false,
                   .differentiable = false});
    }
  }
}

}  // namespace fovea
