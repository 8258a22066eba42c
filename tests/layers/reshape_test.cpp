#include "fovea/layers/reshape.h"

#include <boost/test/unit_test.hpp>

#include "tests/layers/check_layer.h"
#include "tests/layers/run_layer.h"

using namespace fovea;

BOOST_AUTO_TEST_SUITE(reshape)

BOOST_AUTO_TEST_CASE(odd_shapes) {
  struct Case {
    Shape x;
    std::vector<std::int64_t> shape;
  };
  const Case cases[] = {
      {{1, 1}, {-1}}, {{3, 4, 5}, {0, -1}}, {{2, 3, 4}, {-1, 2, 0, 3}}, {{3, 17}, {0, 17, 1, 1}}};
  for (const auto& [x, shape] : cases) {
    check_layer({.label = x.str(), .inputs = {{x}}, .build = [&, &shape = shape](auto&, auto v) {
                   return std::vector{fovea::reshape(v[0], {.shape = shape})};
                 }});
  }
}

BOOST_AUTO_TEST_CASE(rules) {
  Graph graph;
  const Value x = graph.input("x", {Shape{2, 3, 4}, DType::i32});
  BOOST_TEST(fovea::reshape(x, {.shape = {6, -1}}).type().str() == "i32 (6, 4)");
  BOOST_TEST(fovea::reshape(x, {.shape = {0, 0, 2, 2}}).shape().str() == "(2, 3, 2, 2)");
  BOOST_TEST(fovea::reshape(graph.input("one", {Shape{1, 1}}), {.shape = {}}).shape().str() ==
             "()");
  const auto says = [&](std::vector<std::int64_t> shape, const std::string& what) {
    const std::string message = message_of([&] { fovea::reshape(x, {.shape = shape}); });
    BOOST_TEST(message.find(what) != std::string::npos, message);
  };
  says({5, -1}, "the 24 elements of (2, 3, 4) do not fill (5, -1)");
  says({-1, -1}, "(-1, -1) has more than one -1");
  says({-2, 12}, "a dimension of -2 in (-2, 12)");
  says({2, 3, 4, 0}, "(2, 3, 4, 0) keeps axis 3, which x lacks");
  says({1, 1, 1, 1, 1, 1, 1, 1, 24}, "more than 8 dimensions");
}

BOOST_AUTO_TEST_SUITE_END()
