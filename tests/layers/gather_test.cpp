#include "fovea/layers/gather.h"

#include <boost/test/unit_test.hpp>

#include "tests/layers/check_layer.h"
#include "tests/layers/check_values.h"
#include "tests/layers/run_layer.h"

using namespace fovea;

BOOST_AUTO_TEST_SUITE(gather)

BOOST_AUTO_TEST_CASE(odd_shapes) {
  struct Case {
    Shape x, indices;
    int axis;
  };
  const Case cases[] = {
      {{1}, {1}, 0},       {{5, 17}, {3}, 0},       {{2, 5, 3}, {2, 4}, 1},
      {{2, 3, 4}, {}, -1}, {{2, 7, 1, 5}, {9}, -3}, {{2, 3, 300}, {70}, 1},
  };
  for (const auto& [x, indices, axis] : cases) {
    check_layer({.label = fmt::format("{} by {}", x.str(), indices.str()),
                 .inputs = {{x}, {indices, DType::i32}},
                 .build =
                     [&, &axis = axis](auto&, auto v) {
                       return std::vector{fovea::gather(v[0], v[1], {.axis = axis})};
                     },
                 .int_bound = static_cast<int>(x[axis < 0 ? axis + x.rank() : axis]),
                 .any_batch = false});
  }
}

BOOST_AUTO_TEST_CASE(by_hand) {
  const Tensor x = Tensor::of<float>({3, 2}, {1, 2, 3, 4, 5, 6});
  const Tensor indices = Tensor::of<std::int32_t>({4}, {2, -3, 3, -4});
  BOOST_TEST(
      run_everywhere({x, indices}, [](Graph&, auto v) { return fovea::gather(v[0], v[1]); }) ==
          (std::vector<float>{5, 6, 1, 2, 0, 0, 0, 0}),
      boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(errors_name_the_rule) {
  Graph graph;
  const Value x = graph.input("x", {Shape{2, 3}}), i = graph.input("i", {Shape{2}, DType::i32});
  const auto says = [&](auto build, std::string_view what) {
    const std::string message = message_of(build);
    BOOST_TEST(message.find(what) != std::string::npos, message);
  };
  says([&] { fovea::gather(x, i, {.axis = 2}); }, "axis 2 does not exist in (2, 3)");
  says([&] { fovea::gather(x, x); }, "gather takes f32 and i32 indices");
}

BOOST_AUTO_TEST_SUITE_END()
