#include "fovea/layers/attention.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "fovea/graph/differentiate.h"
#include "fovea/layers/matmul.h"
#include "fovea/layers/mean.h"
#include "fovea/layers/multiply.h"
#include "fovea/layers/softmax.h"
#include "fovea/plan/make_plan.h"
#include "tests/layers/check_layer.h"
#include "tests/layers/check_values.h"
#include "tests/layers/run_layer.h"

using namespace fovea;

BOOST_AUTO_TEST_SUITE(attention)

namespace {

struct Case {
  std::int64_t batch, queries, keys, size, value_size;  // sizes of one head
  AttentionConfig config;

  int groups() const { return config.key_value_heads ? config.key_value_heads : config.heads; }
  std::vector<TensorType> inputs() const {
    return {{Shape{batch, queries, config.heads * size}},
            {Shape{batch, keys, groups() * size}},
            {Shape{batch, keys, groups() * value_size}}};
  }
  std::string label() const {
    return fmt::format("{}x{} by {}, {} of {} heads, {} to {}{}", batch, queries, keys, groups(),
                       config.heads, size, value_size, config.causal ? ", causal" : "");
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(odd_shapes) {
  const Case cases[] = {
      {1, 1, 1, 1, 1, {}},
      {2, 3, 5, 4, 4, {.heads = 3}},
      {1, 7, 7, 5, 3, {.heads = 2, .causal = true}},
      {1, 5, 33, 17, 1, {.heads = 4, .key_value_heads = 2, .scale = 0.3f}},
      // Causal, with keys that no query reads, and with more queries than keys.
      {1, 2, 40, 3, 2, {.causal = true}},
      {1, 40, 2, 3, 2, {.heads = 2, .key_value_heads = 1, .causal = true}},
      // Several blocks of queries and of keys.
      {1, 131, 130, 3, 2, {.heads = 2, .key_value_heads = 1, .causal = true}},
      {1, 33, 261, 2, 35, {}},
      // Enough heads that no chunks share the keys of a head.
      {8, 3, 130, 1, 16, {.heads = 2}},
  };
  for (const Case& one : cases) {
    check_layer({.label = one.label(),
                 .inputs = one.inputs(),
                 .build =
                     [&](auto&, auto x) {
                       return std::vector{fovea::attention(x[0], x[1], x[2], one.config)};
                     },
                 .any_batch = one.batch > 1});
  }
}

BOOST_AUTO_TEST_CASE(masks) {
  const Shape masks[] = {{7}, {5, 7}, {2, 1, 1, 7}, {3, 5, 1}, {2, 3, 5, 7}};
  for (const Shape& shape : masks) {
    const Case one{2, 5, 7, 3, 2, {.heads = 3}};
    Tensor mask(TensorType{shape});
    for (size_t i = 0; i < mask.as<float>().size(); ++i) {
      mask.as<float>()[i] = i % 3 == 1 ? -infinity : 0.25f * static_cast<float>(i % 5);
    }
    check_layer({.label = "mask " + shape.str(),
                 .inputs = one.inputs(),
                 .build =
                     [&](Graph& graph, auto x) {
                       return std::vector{
                           fovea::attention(x[0], x[1], x[2], graph.constant(mask), one.config)};
                     },
                 .any_batch = false});
  }
}

// The same result as matrix products and a softmax.
BOOST_AUTO_TEST_CASE(of_one_head_it_is_softmax) {
  const Case one{2, 37, 40, 5, 3, {}};
  std::vector<Tensor> inputs;
  for (const TensorType& type : one.inputs()) {
    Tensor tensor(type);
    for (size_t i = 0; i < tensor.as<float>().size(); ++i) {
      tensor.as<float>()[i] = std::sin(static_cast<float>(i * i % 101));
    }
    inputs.push_back(tensor);
  }
  const auto ours = run_everywhere(
      inputs, [](Graph&, auto x) { return fovea::attention(x[0], x[1], x[2], {.scale = 2}); });
  const auto parts = run_everywhere(inputs, [](Graph& graph, auto x) {
    const Value two = graph.constant(Tensor::scalar(2.0f));
    const Value products = matmul(x[0], x[1], {.transpose_b = true});
    return matmul(softmax(multiply(products, two)), x[2]);
  });
  BOOST_TEST(ours.size() == parts.size());
  for (size_t i = 0; i < ours.size(); ++i) BOOST_TEST(std::abs(ours[i] - parts[i]) < 3e-6f);
}

// Two queries and three keys, whose products are made to be logarithms.
BOOST_AUTO_TEST_CASE(by_hand) {
  const float two = std::log(2.0f), three = std::log(3.0f);
  const Tensor q = Tensor::of<float>({1, 2, 2}, {1, 0, 0, 1});
  const Tensor k = Tensor::of<float>({1, 3, 2}, {0, 5, two, 5, three, 5});
  const Tensor v = Tensor::of<float>({1, 3, 1}, {6, 12, 18});
  BOOST_TEST(run_everywhere({q, k, v},
                            [](Graph&, auto x) {
                              return fovea::attention(x[0], x[1], x[2], {.scale = 1});
                            }) == (std::vector<float>{14, 12}),
             boost::test_tools::tolerance(1e-6f) << boost::test_tools::per_element());
  // Query 0 reads only key 0, query 1 reads keys 0 and 1.
  BOOST_TEST(run_everywhere({q, k, v},
                            [](Graph&, auto x) {
                              return fovea::attention(x[0], x[1], x[2],
                                                      {.causal = true, .scale = 1});
                            }) == (std::vector<float>{6, 9}),
             boost::test_tools::tolerance(1e-6f) << boost::test_tools::per_element());
  // Query 1 reads nothing.
  const float none = -infinity;
  const Tensor mask = Tensor::of<float>({2, 3}, {0, none, 0, none, none, none});
  BOOST_TEST(run_everywhere({q, k, v, mask},
                            [](Graph&, auto x) {
                              return fovea::attention(x[0], x[1], x[2], x[3], {.scale = 1});
                            }) == (std::vector<float>{15, 0}),
             boost::test_tools::tolerance(1e-6f) << boost::test_tools::per_element());
}

// Products that are too large for an exponential.
BOOST_AUTO_TEST_CASE(large_products) {
  std::vector<float> rows(140);
  for (size_t i = 0; i < rows.size(); ++i) rows[i] = static_cast<float>(i);
  const Tensor q = Tensor::of<float>({1, 1, 1}, {100});
  const Tensor k = Tensor::of<float>({1, 140, 1}, rows);
  BOOST_TEST(run_everywhere({q, k, k}, [](Graph&, auto x) {
               return fovea::attention(x[0], x[1], x[2], {.scale = 1});
             }) == std::vector<float>{139});
}

// The memory for the gradient grows with the number of tokens, not with its square.
BOOST_AUTO_TEST_CASE(memory_is_linear) {
  const auto bytes = [](std::int64_t tokens) {
    Graph graph;
    std::vector<Value> x;
    for (const char* name : {"q", "k", "v"}) x.push_back(graph.input(name, {{1, tokens, 64}}));
    const Value y = fovea::attention(x[0], x[1], x[2], {.heads = 4});
    const std::vector<Value> gradients = differentiate(mean(y), x);
    for (size_t i = 0; i < 3; ++i) graph.output(fmt::format("g{}", i), gradients[i]);
    cpu::CpuBackend backend({.threads = 1});
    const Plan plan = make_plan(graph, backend);
    return static_cast<double>(plan.arena_bytes);
  };
  BOOST_TEST(bytes(4096) < 1.2 * 2 * bytes(2048));
}

BOOST_AUTO_TEST_CASE(errors_name_the_rule) {
  Graph graph;
  const Value q = graph.input("q", {Shape{2, 3, 8}}), k = graph.input("k", {Shape{2, 5, 4}});
  const auto says = [&](auto build, std::string_view what) {
    const std::string message = message_of(build);
    BOOST_TEST(message.find(what) != std::string::npos, message);
  };
  says([&] { fovea::attention(q, k, k, {.heads = 2}); },
       "2 heads of queries and 2 of keys and values do not divide 8, 4 and 4");
  says([&] { fovea::attention(q, k, k, {.heads = 4, .key_value_heads = 3}); },
       "4 heads cannot share the keys and values of 3");
  says([&] { fovea::attention(q, k, q, {.heads = 2, .key_value_heads = 1}); },
       "queries (2, 3, 8), keys (2, 5, 4) and values (2, 3, 8) do not fit together");
  const Value mask = graph.input("mask", {Shape{4, 5}});
  says([&] { fovea::attention(q, k, k, mask, {.heads = 2, .key_value_heads = 1}); },
       "(4, 5) and (2, 2, 3, 5) differ in axis 2");
}

BOOST_AUTO_TEST_SUITE_END()
