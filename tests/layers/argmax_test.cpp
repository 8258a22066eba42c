#include "fovea/layers/argmax.h"

#include <boost/test/unit_test.hpp>

#include "tests/layers/check_layer.h"
#include "tests/layers/check_values.h"
#include "tests/layers/run_layer.h"

using namespace fovea;

BOOST_AUTO_TEST_SUITE(argmax)

BOOST_AUTO_TEST_CASE(odd_shapes) {
  struct Case {
    Shape x;
    int axis;
  };
  for (const auto& [x, axis] : {Case{{1}, 0}, Case{{3, 17}, -1}, Case{{2, 5, 3, 7}, 1},
                                Case{{2, 1, 4}, 1}, Case{{3, 40, 500}, 1}}) {
    check_layer(
        {.label = x.str(),
         .inputs = {{x}},

         .build = [axis = axis](
                      auto&, auto v) { return std::vector{fovea::argmax(v[0], {.axis = axis})}; },
         .any_batch = axis != 0,
         .differentiable = false});
  }
}

BOOST_AUTO_TEST_CASE(by_hand) {
  const float nan = not_a_number;
  const Tensor x = Tensor::of<float>({3, 4}, {1, 5, 5, 2, nan, 7, nan, 0, -3, -2, -1, -1});
  const auto where = [&](bool last) {
    return run_everywhere(
        {x}, [=](Graph&, auto v) { return fovea::argmax(v[0], {.select_last = last}); });
  };
  BOOST_TEST(where(false) == (std::vector<float>{1, 0, 2}), boost::test_tools::per_element());
  BOOST_TEST(where(true) == (std::vector<float>{2, 2, 3}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(errors_name_the_rule) {
  Graph graph;
  const Value x = graph.input("x", {Shape{2, 3}});
  const std::string message = message_of([&] { fovea::argmax(x, {.axis = 2}); });
  BOOST_TEST(message.find("axis 2 does not exist in (2, 3)") != std::string::npos, message);
}

BOOST_AUTO_TEST_SUITE_END()
