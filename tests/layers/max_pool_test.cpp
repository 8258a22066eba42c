#include "fovea/layers/max_pool.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "tests/layers/check_layer.h"
#include "tests/layers/run_layer.h"

using namespace fovea;

namespace {

std::vector<float> run(const Shape& shape, const PoolConfig& config, std::vector<float> x) {
  Graph graph;
  graph.output("y", fovea::max_pool(graph.input("x", {shape}), config));
  return run_layer(graph, {{"x", std::move(x)}});
}

}  // namespace

BOOST_AUTO_TEST_SUITE(max_pool)

BOOST_AUTO_TEST_CASE(odd_shapes) {
  struct Case {
    Shape x;
    PoolConfig config;
  };
  const Case cases[] = {
      {{1, 1, 1, 1}, {.kernel = 1}},
      {{3, 5, 4, 3}, {.kernel = 2}},
      {{2, 28, 28, 6}, {.kernel = 2}},
      {{1, 7, 9, 17}, {.kernel = 3, .stride = 2}},
      {{2, 6, 7, 1}, {.kernel = 3, .stride = 1, .padding = 1}},
      {{1, 8, 8, 3}, {.kernel = {2, 3}, .stride = Size2(3, 4)}},
      {{1, 5, 6, 2}, {.kernel = 2, .stride = 2, .ceil_mode = true}},
      {{1, 7, 7, 64}, {.kernel = 3, .stride = 2, .padding = {0, 1, 0, 1}, .ceil_mode = true}},
      {{2, 9, 8, 3}, {.kernel = 2, .stride = 1, .padding = 1, .dilation = {3, 2}}},
      {{1, 5, 5, 2}, {.kernel = 3, .stride = 2, .padding = Same::upper}},
      {{1, 1, 1, 3}, {.kernel = 3, .padding = 1}},
  };
  for (const auto& [x, config] : cases) {
    check_layer({.label = fmt::format("{} by {}x{}", x.str(), config.kernel.h, config.kernel.w),
                 .inputs = {{x}},
                 .build = [&, &config = config](auto&, auto v) {
                   return std::vector{fovea::max_pool(v[0], config)};
                 }});
  }
}

BOOST_AUTO_TEST_CASE(by_hand) {
  BOOST_TEST(
      run({1, 2, 4, 1}, {.kernel = 2}, {1, 5, 2, 0, 3, 4, -7, -1}) == (std::vector<float>{5, 2}),
      boost::test_tools::per_element());
  // padding never wins, not even over negative numbers
  BOOST_TEST(run({1, 1, 2, 1}, {.kernel = {1, 3}, .stride = 1, .padding = {0, 1}}, {-3, -2}) ==
                 (std::vector<float>{-2, -2}),
             boost::test_tools::per_element());
  // as PyTorch: MaxPool1d(2, 2, ceil_mode=True) of 5 gives 3; the last window may not start in the
  // padding at the end, so with padding 1 MaxPool1d(2, 2, 1, ceil_mode=True) of 4 gives 3
  BOOST_TEST(run({1, 1, 5, 1}, {.kernel = {1, 2}, .ceil_mode = true}, {1, 2, 3, 4, 5}).size() ==
             3u);
  BOOST_TEST(run({1, 1, 4, 1}, {.kernel = {1, 2}, .padding = {0, 1}, .ceil_mode = true},
                 {1, 2, 3, 4}) == (std::vector<float>{1, 3, 4}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(nan_and_infinity) {
  const float nan = std::nanf(""), infinity = INFINITY;
  Graph graph;
  const Value x = graph.input("x", {Shape{1, 1, 6, 1}});
  graph.output("y", fovea::max_pool(x, {.kernel = {1, 2}}));
  for (Backend* backend : {static_cast<Backend*>(new reference::ReferenceBackend),
                           static_cast<Backend*>(new cpu::CpuBackend({.threads = 1}))}) {
    const std::unique_ptr<Backend> owner(backend);
    for (const Mode mode : {Mode::training, Mode::inference}) {
      std::map<std::string, std::unique_ptr<Graph>> graphs;
      graphs["run"] = in_mode(graph, mode);
      Session session(*backend, std::move(graphs));
      const Feed feed = {
          {"x", Tensor::of<float>({1, 1, 6, 1}, {nan, 1, -infinity, -infinity, 2, nan})}};
      const Tensor y = session.run("run", feed).at("y");
      BOOST_TEST(std::isnan(y.as<float>()[0]));
      BOOST_TEST(y.as<float>()[1] == -infinity);
      BOOST_TEST(std::isnan(y.as<float>()[2]));
    }
  }
}

BOOST_AUTO_TEST_CASE(errors_name_the_rule) {
  Graph graph;
  const Value x = graph.input("x", {Shape{1, 4, 4, 2}});
  const auto says = [&](const PoolConfig& config, const std::string& what) {
    const std::string message = message_of([&] { fovea::max_pool(x, config); });
    BOOST_TEST(message.find(": " + what) != std::string::npos, message);
  };
  says({.kernel = 5}, "kernel 5x5 with padding 0 does not fit input 4x4");
  says({.kernel = 2, .stride = 0}, "kernel 2x2, stride 0x0 and dilation 1x1 must be at least 1");
  says({.kernel = 2, .padding = 2}, "the padding is so wide");
  says({.kernel = 2, .stride = 1, .padding = 1, .dilation = 5}, "the padding is so wide");
}

BOOST_AUTO_TEST_SUITE_END()
