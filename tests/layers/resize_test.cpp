#include "fovea/layers/resize.h"

#include <boost/test/unit_test.hpp>

#include "tests/layers/check_layer.h"
#include "tests/layers/run_layer.h"

using namespace fovea;

using By = ResizeConfig::Mode;
using Position = ResizeConfig::Position;
using Rounding = ResizeConfig::Rounding;

BOOST_AUTO_TEST_SUITE(resize)

BOOST_AUTO_TEST_CASE(odd_shapes) {
  const std::pair<Shape, std::pair<int, int>> sizes[] = {
      {{1, 1, 1, 1}, {1, 1}}, {{2, 1, 1, 3}, {4, 5}},  {{2, 3, 5, 17}, {7, 2}},
      {{1, 6, 4, 3}, {3, 8}}, {{2, 9, 7, 1}, {1, 13}}, {{1, 2, 30, 5}, {61, 3}},
  };
  for (const By mode : {By::nearest, By::linear, By::cubic}) {
    for (const Position position : {Position::half_pixel, Position::corners, Position::asymmetric,
                                    Position::pytorch, Position::half_pixel_up}) {
      for (const auto& [x, size] : sizes) {
        const ResizeConfig config{
            .height = size.first, .width = size.second, .mode = mode, .position = position};
        check_layer(
            {.label = fmt::format("{} to {} x {}", x.str(), size.first, size.second),
             .inputs = {{x}},
             .build = [&](auto&, auto v) { return std::vector{fovea::resize(v[0], config)}; },
             .any_batch = mode == By::linear});
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(scales) {
  check_layer({.label = "upsample", .inputs = {{Shape{2, 3, 4, 5}}}, .build = [](auto&, auto v) {
                 return std::vector{upsample(v[0], 2), upsample(v[0], 3, By::linear)};
               }});
}

BOOST_AUTO_TEST_CASE(without_what_lies_outside) {
  for (const By mode : {By::linear, By::cubic}) {
    const ResizeConfig config{.height = 7, .width = 3, .mode = mode, .exclude_outside = true};
    check_layer({.label = "(2, 3, 5, 4)",
                 .inputs = {{Shape{2, 3, 5, 4}}},
                 .build = [&](auto&, auto v) { return std::vector{fovea::resize(v[0], config)}; }});
  }
}

BOOST_AUTO_TEST_CASE(by_hand) {
  const auto of_row = [](ResizeConfig config) {
    Graph graph;
    const Value x = graph.input("x", {Shape{1, 1, 4, 1}});
    config.height = 1;
    graph.output("y", fovea::resize(x, config));
    return run_layer(graph, {{"x", {1, 2, 3, 4}}});
  };
  const auto same = [](const std::vector<float>& y, const std::vector<float>& expected) {
    BOOST_TEST(y == expected, boost::test_tools::per_element());
  };
  same(of_row({.width = 8}), {1, 1, 2, 2, 3, 3, 4, 4});
  same(of_row({.width = 2, .rounding = Rounding::down}), {1, 3});
  same(of_row({.width = 2, .rounding = Rounding::up}), {2, 4});
  same(of_row({.width = 2, .rounding = Rounding::halves_up}), {2, 4});
  same(of_row({.width = 8, .mode = By::linear}), {1, 1.25f, 1.75f, 2.25f, 2.75f, 3.25f, 3.75f, 4});
  same(of_row({.width = 7, .mode = By::linear, .position = Position::corners}),
       {1, 1.5f, 2, 2.5f, 3, 3.5f, 4});
  // The middle of a cubic is -a / 8 (x[-1] + x[2]) + (4 + a) / 8 (x[0] + x[1]), with a negative a.
  same(of_row({.width = 7, .mode = By::cubic, .position = Position::corners, .cubic = -0.5f}),
       {1, 1.4375f, 2, 2.5f, 3, 3.5625f, 4});
}

BOOST_AUTO_TEST_CASE(errors_name_the_rule) {
  Graph graph;
  const Value x = graph.input("x", {Shape{1, 2, 2, 3}});
  const std::string message = message_of([&] { fovea::resize(x, {.scale_h = 0.4f}); });
  BOOST_TEST(message.find("an extent of 2 times 0.4 cannot be") != std::string::npos, message);
}

BOOST_AUTO_TEST_SUITE_END()
