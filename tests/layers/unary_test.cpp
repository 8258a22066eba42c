#include "fovea/layers/unary.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

#include "tests/layers/check_layer.h"
#include "tests/layers/check_values.h"
#include "tests/layers/run_layer.h"

using namespace fovea;

BOOST_AUTO_TEST_SUITE(unary)

BOOST_AUTO_TEST_CASE(agree_everywhere) {
  check_activation([](Value x) { return absolute(x); });
  check_activation([](Value x) { return negative(x); });
  check_activation([](Value x) { return hard_sigmoid(x, {.alpha = 0.2f}); });
  check_activation([](Value x) { return hard_swish(x); });
  check_activation([](Value x) { return selu(x); });
  check_activation([](Value x) { return celu(x, {.alpha = 1.5f}); });
  check_activation([](Value x) { return softsign(x); });
  check_activation([](Value x) { return thresholded_relu(x, {.threshold = 0.3f}); });
  check_activation([](Value x) { return mish(x); });
  check_activation([](Value x) { return fovea::erf(x); });
}

BOOST_AUTO_TEST_CASE(agree_on_their_domain) {
  using Function = Value (*)(Value, std::string);
  for (const Function function : {Function(fovea::sqrt), Function(fovea::exp), Function(fovea::log),
                                  Function(fovea::reciprocal)}) {
    for (const Shape& shape : {Shape{1}, Shape{3, 17}, Shape{2, 5, 3, 7}, Shape{1, 70001}}) {
      check_layer({.label = shape.str(),
                   .inputs = {{shape}},
                   .build = [&](auto&, auto x) { return std::vector{function(x[0], "")}; },
                   .ranges = {{0.25f, 4}}});
    }
  }
}

BOOST_AUTO_TEST_CASE(known_values) {
  const float inf = infinity, nan = not_a_number;
  check_values([](Value x) { return absolute(x); }, {{-2, 2}, {0, 0}, {-inf, inf}, {nan, nan}});
  check_values([](Value x) { return negative(x); }, {{-2, 2}, {inf, -inf}, {nan, nan}});
  check_values([](Value x) { return reciprocal(x); }, {{-4, -0.25}, {inf, 0}, {nan, nan}});
  check_values([](Value x) { return fovea::sqrt(x); }, {{4, 2}, {0, 0}, {inf, inf}, {-1, nan}});
  check_values([](Value x) { return fovea::exp(x); },
               {{0, 1}, {1, 2.718281828}, {-inf, 0}, {inf, inf}, {nan, nan}});
  check_values([](Value x) { return fovea::log(x); },
               {{1, 0}, {10, 2.302585093}, {0, -inf}, {inf, inf}, {-1, nan}, {nan, nan}});
  // Smaller ones are left out: a device may treat them as 0.
  const float smallest = std::numeric_limits<float>::min();
  check_values([](Value x) { return fovea::log(x); },
               {{smallest, std::log(double{smallest})}, {-smallest, nan}});
  check_values([](Value x) { return fovea::erf(x); }, {{0, 0},
                                                       {1e-6f, 1.1283791671e-6},
                                                       {0.25f, 0.2763263902},
                                                       {-0.75f, -0.7111556337},
                                                       {0.7499f, std::erf(double{0.7499f})},
                                                       {1, 0.8427007929},
                                                       {-2, -0.9953222650},
                                                       {9, 1},
                                                       {-inf, -1},
                                                       {inf, 1},
                                                       {nan, nan}});
  check_values([](Value x) { return hard_sigmoid(x, {.alpha = 0.2f}); },
               {{-5, 0}, {0, 0.5}, {1, 0.7}, {3, 1}, {inf, 1}, {-inf, 0}, {nan, nan}});
  check_values([](Value x) { return hard_swish(x); },
               {{-4, 0}, {-3, 0}, {-1, -1.0 / 3}, {1, 2.0 / 3}, {3, 3}, {9, 9}, {nan, nan}});
  check_values([](Value x) { return selu(x); },
               {{1, 1.05070102}, {-1, -1.111330738}, {-1e4f, -1.758099341}, {nan, nan}});
  check_values([](Value x) { return celu(x, {.alpha = 2}); },
               {{3, 3}, {-2, -1.264241118}, {-inf, -2}, {inf, inf}, {nan, nan}});
  check_values([](Value x) { return softsign(x); }, {{-3, -0.75}, {0, 0}, {1, 0.5}, {nan, nan}});
  check_values([](Value x) { return thresholded_relu(x, {.threshold = 2}); },
               {{2, 0}, {2.5f, 2.5}, {-3, 0}, {nan, nan}});
  check_values([](Value x) { return mish(x); }, {{0, 0},
                                                 {1, 0.8650983883},
                                                 {-1, -0.3034014613},
                                                 {-20, -4.122307e-8},
                                                 {50, 50},
                                                 {inf, inf},
                                                 {nan, nan}});
}

BOOST_AUTO_TEST_CASE(errors_name_the_rule) {
  Graph graph;
  const Value x = graph.input("x", {Shape{2}});
  BOOST_TEST(message_of([&] { celu(x, {.alpha = 0}); }).find("celu's alpha 0 is not above 0") !=
             std::string::npos);
  BOOST_TEST(message_of([&] {
               hard_sigmoid(x, {.alpha = -1});
             }).find("hard_sigmoid's alpha -1 is not above 0") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
