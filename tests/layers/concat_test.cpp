#include "fovea/layers/concat.h"

#include <boost/test/unit_test.hpp>

#include "fovea/layers/relu.h"
#include "tests/layers/check_layer.h"
#include "tests/layers/run_layer.h"

using namespace fovea;

BOOST_AUTO_TEST_SUITE(concat)

BOOST_AUTO_TEST_CASE(odd_shapes) {
  struct Case {
    std::vector<TensorType> parts;
    int axis;
  };
  const Case cases[] = {
      {{{Shape{1}}}, 0},
      {{{Shape{3, 5}}, {Shape{3, 1}}}, 1},
      {{{Shape{2, 3, 4, 17}}, {Shape{2, 3, 4, 1}}, {Shape{2, 3, 4, 3}}}, -1},
      {{{Shape{2, 3, 4, 2}}, {Shape{2, 1, 4, 2}}}, -3},
      {{{Shape{1, 90, 90, 3}}, {Shape{1, 90, 90, 4}}}, 3},
      {std::vector<TensorType>(8, {Shape{3, 2}}), 1},
  };
  for (const auto& [parts, axis] : cases) {
    check_layer(
        {.label = fmt::format("{} parts like {}", parts.size(), parts[0].str()),
         .inputs = parts,
         .build = [&, &axis = axis](
                      auto&, auto x) { return std::vector{fovea::concat(x, {.axis = axis})}; },
         .any_batch = axis != 0});
  }
}

// One part twice, and one without a gradient.
BOOST_AUTO_TEST_CASE(shared_parts) {
  check_layer({.label = "x, relu(x), x", .inputs = {{Shape{3, 5}}}, .build = [](auto&, auto x) {
                 return std::vector{fovea::concat({x[0], relu(x[0]), x[0]})};
               }});
}

BOOST_AUTO_TEST_CASE(by_hand) {
  Graph graph;
  const Value a = graph.input("a", {Shape{2, 1}}), b = graph.input("b", {Shape{2, 2}});
  graph.output("y", fovea::concat({a, b}));
  BOOST_TEST(run_layer(graph, {{"a", {1, 2}}, {"b", {3, 4, 5, 6}}}) ==
                 (std::vector<float>{1, 3, 4, 2, 5, 6}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(errors_name_the_rule) {
  Graph graph;
  const Value a = graph.input("a", {Shape{2, 3}}), b = graph.input("b", {Shape{3, 2}});
  const auto says = [&](const std::vector<Value>& parts, int axis, std::string_view what) {
    const std::string message = message_of([&] { fovea::concat(parts, {.axis = axis}); });
    BOOST_TEST(message.find(what) != std::string::npos, message);
  };
  says({a, b}, 0, "f32 (2, 3) and f32 (3, 2) differ in more than axis 0");
  says({a, a}, 2, "axis 2 does not exist in (2, 3)");
  says({a, a}, -3, "axis -3 does not exist in (2, 3)");
  says(std::vector<Value>(9, a), 0, "concat takes 1 to 8 tensors, not 9");
  says({}, 0, "concat takes 1 to 8 tensors, not 0");
}

BOOST_AUTO_TEST_SUITE_END()
