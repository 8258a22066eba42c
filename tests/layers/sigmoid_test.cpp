#include "fovea/layers/sigmoid.h"

#include <boost/test/unit_test.hpp>

#include "tests/layers/check_values.h"

using namespace fovea;

BOOST_AUTO_TEST_SUITE(sigmoid)

BOOST_AUTO_TEST_CASE(agrees_everywhere) {
  check_activation([](Value x) { return fovea::sigmoid(x); });
}

BOOST_AUTO_TEST_CASE(known_values) {
  check_values([](Value x) { return fovea::sigmoid(x); }, {{0, 0.5},
                                                           {1, 0.73105857863},
                                                           {-1, 0.26894142137},
                                                           {1e4f, 1},
                                                           {-1e4f, 0},
                                                           {20, 0.99999999794},
                                                           {-20, 2.0611536e-9},
                                                           {infinity, 1},
                                                           {-infinity, 0},
                                                           {not_a_number, not_a_number}});
}

BOOST_AUTO_TEST_CASE(takes_f32_alone) {
  Graph graph;
  BOOST_CHECK_THROW(fovea::sigmoid(graph.input("x", {Shape{2}, DType::u8})), Error);
}

BOOST_AUTO_TEST_SUITE_END()
