#include "fovea/layers/multi_head_attention.h"

#include <boost/test/unit_test.hpp>

#include "fovea/graph/scope.h"
#include "tests/layers/check_layer.h"
#include "tests/layers/run_layer.h"

using namespace fovea;

BOOST_AUTO_TEST_SUITE(multi_head_attention)

BOOST_AUTO_TEST_CASE(odd_shapes) {
  struct Case {
    Shape x;
    MultiHeadAttentionConfig config;
  };
  const Case cases[] = {
      {{2, 5, 6}, {.heads = 3}},
      {{1, 7, 8},
       {.heads = 4, .key_value_heads = 2, .causal = true, .rotary = true, .bias = false}},
      {{2, 3, 5}, {.heads = 2, .size = 3, .name = "reader"}},
  };
  for (const auto& [x, config] : cases) {
    check_layer({.label = x.str(), .inputs = {{x}}, .build = [&, &config = config](auto&, auto v) {
                   return std::vector{fovea::multi_head_attention(v[0], config)};
                 }});
  }
}

BOOST_AUTO_TEST_CASE(of_another_sequence) {
  check_layer({.label = "memory and mask",
               .inputs = {{Shape{2, 3, 4}}, {Shape{2, 5, 7}}},
               .build =
                   [](Graph& graph, auto v) {
                     const Value mask = graph.constant(
                         Tensor::of<float>({2, 1, 1, 5}, {0, 0, 0, -9, -9, 0, -9, 0, 0, 0}));
                     return std::vector{fovea::multi_head_attention(v[0], v[1], mask, {.heads = 2}),
                                        fovea::multi_head_attention(v[0], v[1], {}, {.heads = 1})};
                   },
               .any_batch = false});
}

// With weights that are the identity, and queries and keys of 0, each token gets the mean of all.
BOOST_AUTO_TEST_CASE(by_hand) {
  Graph graph;
  const Value x = graph.input("x", {Shape{1, 2, 2}});
  graph.output("y", fovea::multi_head_attention(x, {.heads = 2, .bias = false, .name = "a"}));
  const std::vector<float> zeros(4), identity{1, 0, 0, 1};
  BOOST_TEST(run_layer(graph, {{"x", {1, 2, 5, 8}}},
                       {{"a/query/weight", zeros},
                        {"a/key/weight", identity},
                        {"a/value/weight", identity},
                        {"a/output/weight", identity}}) == (std::vector<float>{3, 5, 3, 5}),
             boost::test_tools::tolerance(1e-6f) << boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(names_and_errors) {
  Graph graph;
  const Value x = graph.input("x", {Shape{1, 2, 6}});
  const Scope scope(graph, "branch");
  BOOST_TEST(fovea::multi_head_attention(x, {.heads = 2}).name() ==
             "branch/multi_head_attention_1/output");
  BOOST_TEST(fovea::multi_head_attention(x, {.heads = 2}).name() ==
             "branch/multi_head_attention_2/output");
  const std::string message = message_of([&] { fovea::multi_head_attention(x, {.heads = 4}); });
  BOOST_TEST(message.starts_with(
                 "branch/multi_head_attention_3: 4 heads do not divide 6 units; the node is"),
             message);
}

BOOST_AUTO_TEST_SUITE_END()
