#include "fovea/layers/slice.h"

#include <boost/test/unit_test.hpp>
#include <limits>

#include "tests/layers/check_layer.h"
#include "tests/layers/check_values.h"
#include "tests/layers/run_layer.h"

using namespace fovea;

namespace {

constexpr std::int64_t all = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t begin = std::numeric_limits<std::int64_t>::min();

}  // namespace

BOOST_AUTO_TEST_SUITE(slice)

BOOST_AUTO_TEST_CASE(odd_shapes) {
  struct Case {
    Shape x;
    SliceConfig config;
  };
  const Case cases[] = {
      {{1}, {.starts = {0}, .ends = {1}}},
      {{7}, {.starts = {-1}, .ends = {begin}, .axes = {0}, .steps = {-3}}},
      {{2, 8, 8, 3}, {.starts = {0, 0}, .ends = {all, all}, .axes = {1, 2}, .steps = {2, 2}}},
      {{2, 5, 7, 17}, {.starts = {1, 3}, .ends = {4, -2}, .axes = {1, -1}}},
      {{3, 5, 4, 6},
       {.starts = {0, 4, 1}, .ends = {all, 0, 3}, .axes = {0, 1, 2}, .steps = {1, -2, 1}}},
      {{2, 90, 91, 5}, {.starts = {80, 3}, .ends = {begin, 90}, .axes = {1, 2}, .steps = {-7, 4}}},
      {{2, 2, 3, 2, 3, 2, 3, 2},
       {.starts = {1, 2, 1, 1},
        .ends = {2, begin, 2, all},
        .axes = {1, 2, 3, 6},
        .steps = {1, -1, 1, 1}}},
      {{2, 5}, {.starts = {3}, .ends = {all}, .axes = {1}, .steps = {all}}},
      {{2, 5}, {.starts = {}, .ends = {}}},
  };
  for (const auto& [x, config] : cases) {
    const bool first = config.axes.empty() || config.axes[0] == 0;
    check_layer({.label = x.str(),
                 .inputs = {{x}},
                 .build = [&, &config = config](
                              auto&, auto v) { return std::vector{fovea::slice(v[0], config)}; },
                 .any_batch = !first});
  }
}

BOOST_AUTO_TEST_CASE(whole_numbers) {
  check_layer({.label = "i32",
               .inputs = {{Shape{4, 9}, DType::i32}},
               .build =
                   [](auto&, auto x) {
                     return std::vector{fovea::slice(
                         x[0], {.starts = {-2}, .ends = {0}, .axes = {1}, .steps = {-2}})};
                   },
               .int_bound = 1 << 30,
               .differentiable = false});
}

// The results of Python's x[start:end:step].
BOOST_AUTO_TEST_CASE(by_hand) {
  const auto of_five = [](std::int64_t start, std::int64_t end, std::int64_t step) {
    Graph graph;
    const Value x = graph.input("x", {Shape{5}});
    graph.output("y", fovea::slice(x, {{start}, {end}, {0}, {step}}));
    return run_layer(graph, {{"x", {0, 1, 2, 3, 4}}});
  };
  const auto same = [](const std::vector<float>& y, const std::vector<float>& expected) {
    BOOST_TEST(y == expected, boost::test_tools::per_element());
  };
  same(of_five(1, 4, 2), {1, 3});
  same(of_five(-3, -1, 1), {2, 3});
  same(of_five(-100, 100, 3), {0, 3});
  same(of_five(4, 0, -1), {4, 3, 2, 1});
  same(of_five(100, -100, -2), {4, 2, 0});
  same(of_five(-2, begin, -3), {3, 0});
}

BOOST_AUTO_TEST_CASE(errors_name_the_rule) {
  Graph graph;
  const Value x = graph.input("x", {Shape{2, 3}});
  const auto says = [&](const Value& value, const SliceConfig& config, std::string_view what) {
    const std::string message = message_of([&] { fovea::slice(value, config); });
    BOOST_TEST(message.find(what) != std::string::npos, message);
  };
  says(x, {{0}, {1, 2}}, "1 starts, 2 ends, 0 axes and 0 steps do not fit together");
  says(x, {{0}, {1}, {2}}, "axis 2 does not exist in (2, 3)");
  says(x, {{0, 0}, {1, 1}, {1, -1}}, "axis -1 is named twice");
  says(x, {{2}, {1}, {1}}, "from 2 to 1 nothing is left of the 3 of axis 1");
  says(x, {{0}, {1}, {1}, {0}}, "a step of 0 leads nowhere");
  says(graph.input("s", {Shape{}}), {}, "a scalar cannot be sliced");
  says(graph.input("u", {Shape{2}, DType::u8}), {}, "slice takes f32 or i32");
}

BOOST_AUTO_TEST_SUITE_END()
