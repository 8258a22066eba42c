#include "fovea/layers/rotary_position.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "fovea/layers/matmul.h"
#include "tests/layers/check_layer.h"
#include "tests/layers/check_values.h"
#include "tests/layers/run_layer.h"

using namespace fovea;

BOOST_AUTO_TEST_SUITE(rotary_position)

BOOST_AUTO_TEST_CASE(odd_shapes) {
  struct Case {
    Shape x;
    int heads;
  };
  for (const auto& [shape, heads] :
       {Case{{1, 1, 2}, 1}, Case{{2, 5, 12}, 3}, Case{{2, 3, 34}, 1}}) {
    check_layer(
        {.label = shape.str(), .inputs = {{shape}}, .build = [&, &heads = heads](auto&, auto x) {
           return std::vector{fovea::rotary_position(x[0], {.heads = heads})};
         }});
  }
}

// Pair 0 turns by the token's number, pair 1 by a tenth of it.
BOOST_AUTO_TEST_CASE(by_hand) {
  const Tensor x = Tensor::of<float>({1, 2, 4}, {1, 2, 3, 4, 1, 0, 0, 1});
  const auto y = run_everywhere(
      {x}, [](Graph&, auto v) { return fovea::rotary_position(v[0], {.base = 100}); });
  const std::vector<float> expected{
      1, 2, 3, 4, std::cos(1.0f), -std::sin(0.1f), std::sin(1.0f), std::cos(0.1f)};
  BOOST_TEST(y == expected, boost::test_tools::tolerance(1e-6f)
                                << boost::test_tools::per_element());
}

// Products of two tokens depend on how far apart they are.
BOOST_AUTO_TEST_CASE(products_are_relative) {
  std::vector<float> rows;
  for (int t = 0; t < 9; ++t) rows.insert(rows.end(), {0.3f, -1, 0.7f, 2, 0.1f, 0.5f});
  const auto products = run_everywhere({Tensor::of<float>({1, 9, 6}, rows)}, [](Graph&, auto v) {
    const Value turned = fovea::rotary_position(v[0], {.heads = 1});
    return matmul(turned, turned, {.transpose_b = true});
  });
  for (size_t i = 0; i + 1 < 9; ++i) {
    for (size_t j = 0; j + 1 < 9; ++j) {
      BOOST_TEST(std::abs(products[i * 9 + j] - products[(i + 1) * 9 + j + 1]) < 1e-5f);
    }
  }
}

BOOST_AUTO_TEST_CASE(errors_name_the_rule) {
  Graph graph;
  const Value x = graph.input("x", {Shape{2, 3, 6}});
  const std::string message = message_of([&] { fovea::rotary_position(x, {.heads = 2}); });
  BOOST_TEST(message.find("6 units are no pairs for each of 2 heads") != std::string::npos,
             message);
}

BOOST_AUTO_TEST_SUITE_END()
