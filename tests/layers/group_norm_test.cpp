#include "fovea/layers/group_norm.h"

#include <boost/test/unit_test.hpp>

#include "fovea/layers/instance_norm.h"
#include "fovea/layers/layer_norm.h"
#include "tests/layers/check_layer.h"
#include "tests/layers/run_layer.h"

using namespace fovea;

BOOST_AUTO_TEST_SUITE(group_norm)

BOOST_AUTO_TEST_CASE(odd_shapes) {
  struct Case {
    Shape x;
    GroupNormConfig config;
  };
  const Case cases[] = {
      {{2, 3, 4, 17}, {.groups = 17, .epsilon = 0.01f}},
      {{2, 3, 1, 17}, {.groups = 1}},
      {{1, 5, 7, 1}, {.groups = 1}},
      {{3, 1, 1, 12}, {.groups = 3, .epsilon = 0.1f}},
      {{2, 2, 3, 15}, {.groups = 5, .epsilon = 0.01f, .name = "norm"}},
      {{1, 4, 3, 64}, {}},
  };
  for (const auto& [x, config] : cases) {
    check_layer({.label = x.str(), .inputs = {{x}}, .build = [&, &config = config](auto&, auto v) {
                   return std::vector{fovea::group_norm(v[0], config)};
                 }});
  }
}

BOOST_AUTO_TEST_CASE(by_hand) {
  Graph graph;
  const Value x = graph.input("x", {Shape{1, 1, 2, 4}});
  graph.output("y", fovea::group_norm(x, {.groups = 2, .epsilon = 0, .name = "n"}));
  const std::vector<float> y = run_layer(graph, {{"x", {1, 1, 9, 5, 3, 3, 9, 5}}},
                                         {{"n/scale", {1, 2, 3, 4}}, {"n/bias", {0, 10, 0, 100}}});
  BOOST_TEST(y == (std::vector<float>{-1, 8, 3, 96, 1, 12, 3, 96}),
             boost::test_tools::per_element());
}

// A group of one number is its own mean.
BOOST_AUTO_TEST_CASE(one_number_a_group) {
  Graph graph;
  const Value x = graph.input("x", {Shape{1, 1, 1, 3}});
  graph.output("y", fovea::group_norm(x, {.groups = 3, .name = "n"}));
  const std::vector<float> y =
      run_layer(graph, {{"x", {7, -8, 9}}}, {{"n/scale", {2, 3, 4}}, {"n/bias", {5, 0, -1}}});
  BOOST_TEST(y == (std::vector<float>{5, 0, -1}), boost::test_tools::per_element());
}

// With one channel per group it is instance_norm; with one group it is layer_norm of the
// whole image.
BOOST_AUTO_TEST_CASE(bounds_of_the_groups) {
  const auto run = [](const std::function<Value(Value)>& layer) {
    Graph graph;
    graph.output("y", layer(graph.input("x", {Shape{1, 2, 1, 3}})));
    Numbers variables;
    for (const Variable& variable : graph.variables()) {
      variables[variable.name].assign(3, variable.name.ends_with("scale") ? 1.0f : 0.0f);
    }
    return run_layer(graph, {{"x", {1, 5, -3, 2, 8, 0.5f}}}, variables);
  };
  const auto grouped = [](int groups) {
    return [=](Value x) { return fovea::group_norm(x, {.groups = groups}); };
  };
  const auto expect_same = [](const std::vector<float>& a, const std::vector<float>& b) {
    for (size_t i = 0; i < a.size(); ++i) {
      BOOST_TEST(a[i] == b[i], boost::test_tools::tolerance(1e-5f));
    }
  };
  expect_same(run(grouped(3)), run([](Value x) { return fovea::instance_norm(x); }));
  expect_same(run(grouped(1)),
              run([](Value x) { return fovea::layer_norm(x, {.axis = 1, .affine = false}); }));
}

BOOST_AUTO_TEST_CASE(errors_name_the_rule) {
  Graph graph;
  const Value matrix = graph.input("m", {Shape{2, 3}}), x = graph.input("x", {Shape{1, 2, 2, 6}});
  const auto says = [](const Value& value, GroupNormConfig config, const std::string& what) {
    const std::string message = message_of([&] { fovea::group_norm(value, config); });
    BOOST_TEST(message.find(what) != std::string::npos, message);
  };
  says(matrix, {}, "group_norm_1: group_norm takes an f32 image (N, H, W, C), not");
  says(x, {.groups = 4, .name = "n"}, "n: groups 4 must divide the input's 6 channels");
  says(x, {.groups = 0}, "groups 0 must divide");
  says(x, {.groups = -3}, "groups -3 must divide");
  const Value vector = graph.input("v", {Shape{4}});
  const std::string message =
      message_of([&] { fovea::group_norm(x, vector, vector, {.groups = 4}); });
  BOOST_TEST(message.find("groups 4 must divide") != std::string::npos, message);
}

BOOST_AUTO_TEST_SUITE_END()
