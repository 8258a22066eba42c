#include "fovea/layers/pad.h"

#include <boost/test/unit_test.hpp>

#include "tests/layers/check_layer.h"
#include "tests/layers/run_layer.h"

using namespace fovea;

BOOST_AUTO_TEST_SUITE(pad)

BOOST_AUTO_TEST_CASE(odd_shapes) {
  struct Case {
    Shape x;
    PadConfig config;
  };
  const Case cases[] = {
      {{1}, {.before = {0}, .after = {0}}},
      {{3}, {.before = {2}, .after = {1}, .value = -1}},
      {{2, 4, 5, 3}, {.before = {0, 1, 1, 0}, .after = {0, 2, 0, 0}}},
      {{3, 4, 5, 1}, {.before = {0, 0, 3, 0}, .after = {0, 0, 0, 2}, .value = 7}},
      {{1, 60, 61, 17}, {.before = {0, 2, 3, 0}, .after = {0, 3, 2, 0}}},
      {{1, 2, 1, 2, 1, 2, 1, 2},
       {.before = {1, 0, 1, 0, 1, 0, 1, 0}, .after = {0, 1, 0, 1, 0, 1, 0, 1}}},
  };
  for (const auto& [x, config] : cases) {
    check_layer({.label = x.str(), .inputs = {{x}}, .build = [&, &config = config](auto&, auto v) {
                   return std::vector{fovea::pad(v[0], config)};
                 }});
  }
}

BOOST_AUTO_TEST_CASE(by_hand) {
  Graph graph;
  const Value x = graph.input("x", {Shape{2, 2}});
  graph.output("y", fovea::pad(x, {.before = {1, 0}, .after = {0, 1}, .value = 9}));
  BOOST_TEST(
      run_layer(graph, {{"x", {1, 2, 3, 4}}}) == (std::vector<float>{9, 9, 9, 1, 2, 9, 3, 4, 9}),
      boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(errors_name_the_rule) {
  Graph graph;
  const Value x = graph.input("x", {Shape{2, 2}});
  const auto says = [&](const Value& value, const PadConfig& config, std::string_view what) {
    const std::string message = message_of([&] { fovea::pad(value, config); });
    BOOST_TEST(message.find(what) != std::string::npos, message);
  };
  says(x, {.before = {1}, .after = {1, 1}}, "1 and 2 numbers before and after do not fit the 2");
  says(x, {.before = {0, -1}, .after = {0, 3}}, "padding -1 of axis 1 is negative");
  says(graph.input("s", {Shape{}}), {}, "a scalar cannot be padded");
}

BOOST_AUTO_TEST_SUITE_END()
