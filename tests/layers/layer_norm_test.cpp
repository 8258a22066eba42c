#include "fovea/layers/layer_norm.h"

#include <boost/test/unit_test.hpp>

#include "tests/layers/check_layer.h"
#include "tests/layers/check_values.h"
#include "tests/layers/run_layer.h"

using namespace fovea;

BOOST_AUTO_TEST_SUITE(layer_norm)

BOOST_AUTO_TEST_CASE(odd_shapes) {
  struct Case {
    Shape x;
    LayerNormConfig config;
  };
  const Case cases[] = {
      {{3, 17}, {}},
      {{2, 5, 3, 7}, {.axis = 1}},
      {{2, 4, 33}, {.axis = -2, .epsilon = 0.1f, .affine = false}},
      {{2, 3, 1, 2}, {.axis = 3, .name = "norm"}},
      {{300, 1, 19}, {}},  // several chunks and splits of rows
      {{2, 1, 2100}, {}},  // long rows
      {{1, 1, 1, 18}, {.axis = 1}},
  };
  for (const auto& [x, config] : cases) {
    check_layer({.label = x.str(), .inputs = {{x}}, .build = [&, &config = config](auto&, auto v) {
                   return std::vector{fovea::layer_norm(v[0], config)};
                 }});
  }
}

// Only a scale or only a bias, and operands that are broadcast: the norm is always one node.
BOOST_AUTO_TEST_CASE(other_operands) {
  struct Case {
    Shape scale, bias;  // (0): there is none
  };
  for (const auto& [scale, bias] :
       {Case{{7}, {0}}, Case{{0}, {7}}, Case{{1}, {7}}, Case{{3, 1}, {1, 7}}, Case{{7}, {3, 7}}}) {
    check_layer({.label = scale.str() + " and " + bias.str(),
                 .inputs = {{Shape{2, 3, 7}}, {scale}, {bias}},
                 .build =
                     [&, &bias = bias, &scale = scale](Graph& graph, auto x) {
                       const auto some = [&](const Shape& shape, const char* name) {
                         const Variable variable{name, {shape}, Initializer::constant(1)};
                         return shape.count() == 0 ? Value() : graph.variable(variable);
                       };
                       return std::vector{fovea::layer_norm(x[0], some(scale, "scale"),
                                                            some(bias, "bias"), {.name = "n"})};
                     },
                 .any_batch = false});
  }
}

// Far from 0 the mean must be subtracted before squaring.
BOOST_AUTO_TEST_CASE(large_means) {
  const float y = 1 / std::sqrt(2 / 3.0f + 0.1f);
  BOOST_TEST(run_everywhere({Tensor::of<float>({2, 3}, {8192, 8193, 8194, -70000, -70000, -70000})},
                            [](Graph&, auto x) {
                              return fovea::layer_norm(x[0], {.epsilon = 0.1f, .affine = false});
                            }) == (std::vector<float>{-y, 0, y, 0, 0, 0}),
             boost::test_tools::tolerance(1e-6f) << boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(by_hand) {
  Graph graph;
  const Value x = graph.input("x", {Shape{1, 2}});
  graph.output("y", fovea::layer_norm(x, {.epsilon = 0, .name = "n"}));
  const std::vector<float> y =
      run_layer(graph, {{"x", {1, 5}}}, {{"n/scale", {2, 3}}, {"n/bias", {0, 10}}});
  BOOST_TEST(y == (std::vector<float>{-2, 13}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(errors_name_the_rule) {
  Graph graph;
  const Value x = graph.input("x", {Shape{2, 3}});
  const std::string message = message_of([&] { fovea::layer_norm(x, {.axis = 2}); });
  BOOST_TEST(message.find("axis 2 does not exist in (2, 3)") != std::string::npos, message);
}

BOOST_AUTO_TEST_SUITE_END()
