#include "fovea/layers/reduce.h"

#include <fmt/ranges.h>

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "tests/layers/check_layer.h"
#include "tests/layers/check_values.h"
#include "tests/layers/run_layer.h"

using namespace fovea;

namespace {

using Function = Value (*)(Value, ReduceConfig, std::string);
constexpr Function functions[] = {reduce_sum, reduce_mean, reduce_max};

}  // namespace

BOOST_AUTO_TEST_SUITE(reduce)

BOOST_AUTO_TEST_CASE(odd_shapes) {
  struct Case {
    Shape x;
    std::vector<int> axes;
  };
  const Case cases[] = {
      {{1}, {}},
      {{3, 17}, {1}},
      {{3, 17}, {0}},
      {{2, 5, 7, 3}, {1, 2}},
      {{2, 5, 7, 17}, {-1}},
      {{2, 5, 1, 3}, {2}},
      {{3, 4, 5, 6}, {0, 2}},
      {{3, 4, 5, 6}, {1, 3}},
      {{2, 3, 4}, {}},
      {{2, 90, 1, 700}, {1}},
      {{2, 2, 3, 2, 3, 2, 3, 2}, {0, 2, 4, 6}},
  };
  for (const Function function : functions) {
    for (const auto& [x, axes] : cases) {
      for (const bool keep : {true, false}) {
        check_layer({.label = fmt::format("{} of {}", fmt::join(axes, ", "), x.str()),
                     .inputs = {{x}},
                     .build = [&, &axes = axes](auto&, auto v) {
                       return std::vector{function(v[0], {.axes = axes, .keep_axes = keep}, "")};
                     }});
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(by_hand) {
  const auto of = [](Function function, ReduceConfig config) {
    Graph graph;
    graph.output("y", function(graph.input("x", {Shape{2, 3}}), config, ""));
    return run_layer(graph, {{"x", {1, 2, 6, 5, 4, 3}}});
  };
  const auto same = [](const std::vector<float>& y, const std::vector<float>& expected) {
    BOOST_TEST(y == expected, boost::test_tools::per_element());
  };
  same(of(reduce_sum, {.axes = {1}}), {9, 12});
  same(of(reduce_mean, {.axes = {0}}), {3, 3, 4.5f});
  same(of(reduce_max, {.axes = {0}}), {5, 4, 6});
  same(of(reduce_sum, {}), {21});
}

BOOST_AUTO_TEST_CASE(a_nan_wins) {
  const Tensor x = Tensor::of<float>({2, 2}, {1, not_a_number, 5, 2});
  for (const int axis : {0, 1}) {
    const std::vector<float> y =
        run_everywhere({x}, [&](Graph&, auto v) { return reduce_max(v[0], {.axes = {axis}}); });
    BOOST_TEST(std::isnan(y[axis == 0 ? 1 : 0]));
    BOOST_TEST(y[axis == 0 ? 0 : 1] == 5);
  }
}

BOOST_AUTO_TEST_CASE(sums_to_what_was_repeated) {
  check_layer({.label = "(2, 3, 4, 5) to (3, 1, 5)",
               .inputs = {{Shape{2, 3, 4, 5}}},
               .build =
                   [](Graph& graph, auto x) {
                     const Value like = graph.input("like", {Shape{3, 1, 5}});
                     return std::vector{sum_to(x[0], like)};
                   },
               .differentiable = false});
}

BOOST_AUTO_TEST_CASE(errors_name_the_rule) {
  Graph graph;
  const Value x = graph.input("x", {Shape{2, 3}});
  const auto says = [&](auto build, std::string_view what) {
    const std::string message = message_of(build);
    BOOST_TEST(message.find(what) != std::string::npos, message);
  };
  says([&] { reduce_sum(x, {.axes = {2}}); }, "axis 2 does not exist in (2, 3)");
  says([&] { sum_to(x, graph.input("like", {Shape{2, 2}})); }, "differ in axis 1");
}

BOOST_AUTO_TEST_SUITE_END()
