#include "fovea/layers/batch_norm.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "fovea/layers/conv2d.h"
#include "fovea/layers/relu.h"
#include "fovea/plan/make_plan.h"
#include "tests/layers/check_layer.h"
#include "tests/layers/run_layer.h"

using namespace fovea;

BOOST_AUTO_TEST_SUITE(batch_norm)

// Some fill one chunk of the CPU kernels, some several; with one row the output is the bias.
BOOST_AUTO_TEST_CASE(odd_shapes) {
  for (const Shape& shape : {Shape{5, 1}, Shape{1, 3}, Shape{4, 17}, Shape{3, 5, 4, 3},
                             Shape{2, 64, 65, 3}, Shape{1, 20000, 1}, Shape{3, 16, 16, 70}}) {
    check_layer({.label = shape.str(), .inputs = {{shape}}, .build = [](auto&, auto x) {
                   return std::vector{fovea::batch_norm(x[0])};
                 }});
  }
}

// A mean of 1000 deviations adds only its own rounding error.
BOOST_AUTO_TEST_CASE(far_from_zero) {
  check_layer({.label = "far from zero",
               .inputs = {{Shape{3, 40, 40, 6}}},
               .build = [](auto&, auto x) { return std::vector{fovea::batch_norm(x[0])}; },
               .ranges = {{1000, 1003}},
               .any_batch = false,
               .differentiable = false,
               .tolerance = 1e-4});
}

BOOST_AUTO_TEST_CASE(training_by_hand) {
  Graph graph;
  const Value x = graph.input("x", {Shape{2, 1}});
  graph.output("y", fovea::batch_norm(x, {.name = "bn"}));
  std::map<std::string, std::unique_ptr<Graph>> graphs;
  graphs["run"] = in_mode(graph, Mode::training);
  cpu::CpuBackend backend({.threads = 1});
  Session session(backend, std::move(graphs));
  const Tensor y = session.run("run", {{"x", Tensor::of<float>({2, 1}, {1, 3})}}).at("y");
  BOOST_TEST(y.as<float>()[0] == -0.999995f, boost::test_tools::tolerance(1e-6f));
  BOOST_TEST(y.as<float>()[1] == 0.999995f, boost::test_tools::tolerance(1e-6f));
  BOOST_TEST(session.save().at("bn/mean").item<float>() == 0.2f,
             boost::test_tools::tolerance(1e-6f));
  BOOST_TEST(session.save().at("bn/variance").item<float>() == 1.1f,
             boost::test_tools::tolerance(1e-6f));
}

BOOST_AUTO_TEST_CASE(inference_by_hand) {
  Graph graph;
  const Value x = graph.input("x", {Shape{1, 2}});
  graph.output("y", fovea::batch_norm(x, {.epsilon = 1, .name = "bn"}));
  BOOST_TEST(run_layer(graph, {{"x", {5, 7}}},
                       {{"bn/mean", {1, 2}},
                        {"bn/variance", {3, 8}},
                        {"bn/scale", {2, 6}},
                        {"bn/bias", {10, 20}}}) == (std::vector<float>{14, 30}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(vanishes_into_a_convolution) {
  Graph graph;
  Value x = graph.input("x", {Shape{2, 5, 5, 3}});
  x = conv2d(x, {.channels = 4, .kernel = 3, .bias = false});
  graph.output("y", relu(fovea::batch_norm(x)));
  reference::ReferenceBackend backend;
  const Plan plan = make_plan(*optimize(*in_mode(graph, Mode::inference), backend), backend);
  std::vector<std::string> kernels;
  for (const Step& step : plan.steps) kernels.push_back(step.kernel);
  BOOST_TEST(kernels == (std::vector<std::string>{"batch_norm_fold", "conv2d"}),
             boost::test_tools::per_element());
  BOOST_TEST(plan.steps.front().prologue);

  check_layer({.label = "relu(batch_norm(conv2d))",
               .inputs = {{Shape{2, 5, 5, 3}}},
               .build = [](auto&, auto v) {
                 const Value y = conv2d(v[0], {.channels = 4, .kernel = 3, .bias = false});
                 return std::vector{relu(fovea::batch_norm(y))};
               }});
}

BOOST_AUTO_TEST_CASE(errors_name_the_rule) {
  Graph graph;
  const auto says = [&](const Shape& shape, const BatchNormConfig& config, std::string_view what) {
    const Value x = graph.input("x" + shape.str() + config.name, {shape});
    const std::string message = message_of([&] { fovea::batch_norm(x, config); });
    BOOST_TEST(message.find(what) != std::string::npos, message);
  };
  says({3}, {.name = "a"}, "a: batch_norm takes f32 (..., C), not f32 (3)");
  says({3, 0}, {.name = "b"}, "at least one channel");
  says({3, 2}, {.epsilon = -1, .name = "c"}, "epsilon -1 is negative");
  says({3, 2}, {.momentum = 1.5f, .name = "d"}, "momentum 1.5 is not in 0 .. 1");
}

BOOST_AUTO_TEST_SUITE_END()
