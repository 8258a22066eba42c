#include "fovea/layers/embedding.h"

#include <boost/test/unit_test.hpp>

#include "fovea/layers/add.h"
#include "tests/layers/check_layer.h"
#include "tests/layers/run_layer.h"

using namespace fovea;

BOOST_AUTO_TEST_SUITE(embedding)

BOOST_AUTO_TEST_CASE(odd_shapes) {
  struct Case {
    Shape indices;
    EmbeddingConfig config;
  };
  const Case cases[] = {
      {{3}, {.entries = 1, .units = 1}},
      {{2, 7}, {.entries = 5, .units = 17, .name = "tokens"}},
      {{2, 3, 4}, {.entries = 3, .units = 3}},
      {{1, 260}, {.entries = 11, .units = 33}},
  };
  for (const auto& [indices, config] : cases) {
    check_layer(
        {.label = indices.str(),
         .inputs = {{indices, DType::i32}},
         .build = [&, &config = config](
                      auto&, auto x) { return std::vector{fovea::embedding(x[0], config)}; },
         .int_bound = config.entries});
  }
}

// The table is also the weight of the logits.
BOOST_AUTO_TEST_CASE(table_that_exists) {
  Graph graph;
  const Value table = graph.variable({"table", {{3, 2}}, Initializer::zeros()});
  const Value indices = graph.constant(Tensor::of<std::int32_t>({1, 3}, {2, 0, -1}));
  const Value none = graph.input("none", {Shape{1, 3, 2}});
  graph.output("y", add(fovea::embedding(indices, table), none));
  BOOST_TEST(run_layer(graph, {{"none", {0, 0, 0, 0, 0, 0}}}, {{"table", {1, 2, 3, 4, 5, 6}}}) ==
                 (std::vector<float>{5, 6, 1, 2, 5, 6}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(errors_name_the_rule) {
  Graph graph;
  const Value x = graph.input("x", {Shape{2, 3}}), i = graph.input("i", {Shape{2}, DType::i32});
  const std::string real = message_of([&] { fovea::embedding(x, {.entries = 2, .units = 2}); });
  BOOST_TEST(real.find("embedding_1: embedding takes i32 indices") != std::string::npos, real);
  const std::string empty = message_of([&] { fovea::embedding(i, {.entries = 2}); });
  BOOST_TEST(empty.find("a table of 2 entries of 0 units is empty") != std::string::npos, empty);
}

BOOST_AUTO_TEST_SUITE_END()
