#include "fovea/layers/average_pool.h"

#include <boost/test/unit_test.hpp>

#include "tests/layers/check_layer.h"
#include "tests/layers/run_layer.h"

using namespace fovea;

BOOST_AUTO_TEST_SUITE(average_pool)

BOOST_AUTO_TEST_CASE(odd_shapes) {
  struct Case {
    Shape x;
    PoolConfig config;
  };
  const Case cases[] = {
      {{1, 1, 1, 1}, {.kernel = 1}},
      {{3, 5, 4, 3}, {.kernel = 2}},
      {{1, 7, 9, 17}, {.kernel = 3, .stride = 2}},
      {{2, 6, 7, 1}, {.kernel = 3, .stride = 1, .padding = 1}},
      {{2, 6, 7, 1}, {.kernel = 3, .stride = 1, .padding = 1, .count_include_pad = true}},
      {{1, 8, 8, 3}, {.kernel = {2, 3}, .stride = Size2(3, 4)}},
      {{1, 5, 6, 2}, {.kernel = 2, .ceil_mode = true}},
      {{1, 5, 6, 2},
       {.kernel = 3, .stride = 2, .padding = 1, .ceil_mode = true, .count_include_pad = true}},
      {{1, 6, 6, 5},
       {.kernel = 3, .stride = 2, .padding = {1, 0, 2, 0}, .count_include_pad = true}},
      {{2, 9, 8, 3},
       {.kernel = 2, .stride = 1, .padding = 1, .dilation = {3, 2}, .count_include_pad = true}},
      {{1, 5, 5, 2}, {.kernel = 3, .stride = 2, .padding = Same::lower}},
  };
  for (const auto& [x, config] : cases) {
    check_layer({.label = fmt::format("{} by {}x{}", x.str(), config.kernel.h, config.kernel.w),
                 .inputs = {{x}},
                 .build = [&, &config = config](auto&, auto v) {
                   return std::vector{fovea::average_pool(v[0], config)};
                 }});
  }
}

// The divisors are those of PyTorch's AvgPool1d: in ceil mode a window may reach beyond the
// padding, and elements there never count.
BOOST_AUTO_TEST_CASE(divisors) {
  const auto run = [](PoolConfig config) {
    Graph graph;
    graph.output("y", fovea::average_pool(graph.input("x", {Shape{1, 1, 4, 1}}), config));
    return run_layer(graph, {{"x", {6, 12, 18, 24}}});
  };
  PoolConfig config{.kernel = {1, 3}, .stride = 2, .padding = {0, 1}, .ceil_mode = true};
  BOOST_TEST(run(config) == (std::vector<float>{9, 18, 24}), boost::test_tools::per_element());
  config.count_include_pad = true;
  BOOST_TEST(run(config) == (std::vector<float>{6, 18, 12}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(windows_that_do_not_fit) {
  Graph graph;
  const Value x = graph.input("x", {Shape{1, 4, 4, 2}});
  BOOST_CHECK_THROW(fovea::average_pool(x, {.kernel = 5}), Error);
  BOOST_CHECK_THROW(fovea::average_pool(x, {.kernel = 2, .padding = 2}), Error);
}

BOOST_AUTO_TEST_SUITE_END()
