#include "fovea/layers/transformer_block.h"

#include <boost/test/unit_test.hpp>

#include "fovea/layers/add.h"
#include "fovea/layers/feed_forward.h"
#include "fovea/layers/layer_norm.h"
#include "fovea/layers/multi_head_attention.h"
#include "fovea/layers/rms_norm.h"
#include "fovea/layers/swiglu.h"
#include "tests/layers/check_layer.h"
#include "tests/layers/run_layer.h"

using namespace fovea;

BOOST_AUTO_TEST_SUITE(transformer_block)

namespace {

const TransformerBlockConfig gpt{.heads = 2, .units = 9, .causal = true, .dropout = 0.3f};
const TransformerBlockConfig post{.heads = 1, .activation = "relu", .order = NormOrder::post};
const TransformerBlockConfig llama{.heads = 4,
                                   .key_value_heads = 2,
                                   .units = 7,
                                   .feed_forward = BlockFeedForward::swiglu,
                                   .norm = BlockNorm::rms,
                                   .epsilon = 0.01f,
                                   .causal = true,
                                   .rotary = true,
                                   .bias = false};

// The elements of the only output, in inference mode, with different numbers in each variable.
std::vector<float> numbers_of(const std::function<Value(Value)>& build) {
  Graph graph;
  graph.output("y", build(graph.input("x", {Shape{2, 3, 8}})));
  Numbers x{{"x", {}}}, variables;
  for (int i = 0; i < 48; ++i) x["x"].push_back(0.1f * static_cast<float>(i * i % 23) - 1);
  for (const Variable& variable : graph.variables()) {
    const std::string part = variable.name.substr(variable.name.find('/'));
    const Tensor values = Initializer::uniform(-1, 1).make(variable.type, 7, part);
    variables[variable.name].assign(values.as<float>().begin(), values.as<float>().end());
  }
  return run_layer(graph, x, variables);
}

}  // namespace

BOOST_AUTO_TEST_CASE(odd_shapes) {
  for (const TransformerBlockConfig& config : {gpt, post, llama}) {
    check_layer({.label = fmt::format("{} heads", config.heads),
                 .inputs = {{Shape{2, 3, 8}}},
                 .build = [&](auto&, auto x) {
                   return std::vector{fovea::transformer_block(x[0], config)};
                 }});
  }
}

// Written out part by part.
BOOST_AUTO_TEST_CASE(order_of_the_parts) {
  const auto same = [](const TransformerBlockConfig& config, const std::function<Value(Value)>& f) {
    TransformerBlockConfig named = config;
    named.name = "a";
    BOOST_TEST(
        numbers_of([&](Value x) { return fovea::transformer_block(x, named); }) == numbers_of(f),
        boost::test_tools::per_element());
  };
  same(gpt, [](Value x) {
    x = add(x, fovea::multi_head_attention(fovea::layer_norm(x, {.name = "b/norm_1"}),
                                           {.heads = 2, .causal = true, .name = "b/attention"}));
    return add(x, fovea::feed_forward(fovea::layer_norm(x, {.name = "b/norm_2"}),
                                      {.units = 9, .name = "b/feed_forward"}));
  });
  same(post, [](Value x) {
    const Value y = fovea::multi_head_attention(x, {.heads = 1, .name = "b/attention"});
    x = fovea::layer_norm(add(x, y), {.name = "b/norm_1"});
    const Value z = fovea::feed_forward(x, {.activation = "relu", .name = "b/feed_forward"});
    return fovea::layer_norm(add(x, z), {.name = "b/norm_2"});
  });
  same(llama, [](Value x) {
    const auto norm = [](Value value, const char* name) {
      return fovea::rms_norm(value, {.epsilon = 0.01f, .name = name});
    };
    x = add(x, fovea::multi_head_attention(norm(x, "b/norm_1"), {.heads = 4,
                                                                 .key_value_heads = 2,
                                                                 .causal = true,
                                                                 .rotary = true,
                                                                 .bias = false,
                                                                 .name = "b/attention"}));
    return add(x, fovea::swiglu(norm(x, "b/norm_2"), {.units = 7, .name = "b/feed_forward"}));
  });
}

BOOST_AUTO_TEST_CASE(names_and_errors) {
  Graph graph;
  const Value x = graph.input("x", {Shape{1, 2, 6}}), image = graph.input("i", {Shape{1, 2, 2, 6}});
  fovea::transformer_block(x, {.heads = 2});
  fovea::transformer_block(x, {.heads = 2, .name = "last"});
  BOOST_TEST(graph.find_variable("transformer_block_1/attention/query/weight").shape().str() ==
             "(6, 6)");
  BOOST_TEST(graph.find_variable("last/feed_forward/first/weight").shape().str() == "(24, 6)");
  const std::string message = message_of([&] { fovea::transformer_block(image, {}); });
  BOOST_TEST(message.starts_with("transformer_block_2: transformer_block takes f32 tokens"),
             message);
}

BOOST_AUTO_TEST_SUITE_END()
