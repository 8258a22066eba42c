#include "fovea/layers/dropout.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "fovea/core/random.h"
#include "fovea/layers/relu.h"
#include "tests/layers/check_layer.h"
#include "tests/layers/run_layer.h"

using namespace fovea;

BOOST_AUTO_TEST_SUITE(dropout)

BOOST_AUTO_TEST_CASE(odd_shapes) {
  for (const Shape& shape : {Shape{1}, Shape{3, 17}, Shape{2, 5, 4, 3}, Shape{1, 40003}}) {
    for (const float rate : {0.0f, 0.5f, 0.9f}) {
      check_layer({.label = fmt::format("{} at {}", shape.str(), rate),
                   .inputs = {{shape}},
                   .build = [&](auto&, auto x) {
                     return std::vector{fovea::dropout(x[0], {.rate = rate})};
                   }});
    }
  }
}

// The numbers are those of Random(seed, stream of the name, step), so another backend, batch or
// graph draws the same ones.
BOOST_AUTO_TEST_CASE(draws_from_the_named_stream) {
  constexpr std::int64_t count = 1001;
  constexpr float rate = 0.3f;
  Graph graph;
  const Value x = graph.input("x", {Shape{count}});
  graph.output("y", fovea::dropout(x, {.rate = rate}, "drop"));
  const Feed feed = {{"x", Tensor::of<float>({count}, std::vector<float>(count, 2))},
                     {"seed", Tensor::of<std::int32_t>({2}, {-7, 3})}};
  cpu::CpuBackend cpu({.threads = 2});
  reference::ReferenceBackend reference;
  for (Backend* backend : {static_cast<Backend*>(&cpu), static_cast<Backend*>(&reference)}) {
    std::map<std::string, std::unique_ptr<Graph>> graphs;
    graphs["run"] = in_mode(graph, Mode::training);
    Session session(*backend, std::move(graphs));
    for (const int step : {0, 5}) {
      session.state().write("train/step", Tensor::scalar(step));
      const Tensor y = session.run("run", feed).at("y");
      const Random random(0x3FFFFFFF9u, stream_of("drop"), static_cast<std::uint32_t>(step));
      for (size_t i = 0; i < count; ++i) {
        const float expected = random.uniform(i) >= rate ? 2 / (1 - rate) : 0;
        BOOST_TEST(y.as<float>()[i] == expected, boost::test_tools::tolerance(1e-6f));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(is_nothing_in_inference) {
  Graph graph;
  const Value x = graph.input("x", {Shape{3}});
  graph.output("y", fovea::dropout(relu(x)));
  BOOST_TEST(in_mode(graph, Mode::inference)->nodes().size() == 1u);
  BOOST_TEST(run_layer(graph, {{"x", {1, -2, 3}}}) == (std::vector<float>{1, 0, 3}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(rates_out_of_range) {
  Graph graph;
  const Value x = graph.input("x", {Shape{3}});
  for (const float rate : {-0.1f, 1.0f, std::nanf("")}) {
    BOOST_CHECK_THROW(fovea::dropout(x, {.rate = rate}), Error);
  }
}

BOOST_AUTO_TEST_SUITE_END()
