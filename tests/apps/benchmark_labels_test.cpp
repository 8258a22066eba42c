#include "apps/benchmark/benchmark_labels.h"

#include <boost/test/unit_test.hpp>

#include "fovea/core/random.h"

using namespace fovea::apps;

namespace {

constexpr Rectangle area{0, 0, 400, 300};
constexpr double height = 15;

Rectangle square(const Dot& dot) {
  return {dot.x - dot.radius, dot.y - dot.radius, 2 * dot.radius, 2 * dot.radius};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(benchmark_labels)

BOOST_AUTO_TEST_CASE(rectangles) {
  const Rectangle a{0, 0, 10, 10};
  BOOST_TEST(a.overlaps({9, 9, 5, 5}));
  BOOST_TEST(!a.overlaps({10, 0, 5, 5}));  // they touch
  BOOST_TEST(a.overlaps({2, 2, 1, 1}));
  BOOST_TEST(a.holds({0, 0, 10, 10}));
  BOOST_TEST(!a.holds({1, 1, 10, 2}));
}

BOOST_AUTO_TEST_CASE(a_lone_dot_has_its_label_at_its_right) {
  const auto labels = place_labels(std::vector<Dot>{{100, 100, 5, 60}}, height, area, {});
  BOOST_REQUIRE(labels.size() == 1);
  BOOST_REQUIRE(labels[0].has_value());
  BOOST_TEST(labels[0]->x > 105);
  BOOST_TEST(labels[0]->x < 115);
  BOOST_TEST(labels[0]->y + height / 2 == 100);
}

BOOST_AUTO_TEST_CASE(at_the_right_edge_it_goes_to_the_left) {
  const auto labels = place_labels(std::vector<Dot>{{390, 100, 5, 60}}, height, area, {});
  BOOST_REQUIRE(labels[0].has_value());
  BOOST_TEST(labels[0]->x + 60 < 385);
}

BOOST_AUTO_TEST_CASE(where_all_is_taken_there_is_none) {
  const auto labels = place_labels(std::vector<Dot>{{100, 100, 5, 60}}, height, area, {area});
  BOOST_TEST(!labels[0].has_value());
}

BOOST_AUTO_TEST_CASE(in_a_crowd_no_label_covers_anything) {
  const Rectangle wall{150, 0, 20, 300};
  int placed = 0;
  for (std::uint32_t crowd = 0; crowd < 20; ++crowd) {
    const fovea::Random random(11, crowd);
    std::vector<Dot> dots;
    for (std::uint64_t i = 0; i < 30; ++i) {
      dots.push_back({400.0 * double{random.uniform(3 * i)},
                      300.0 * double{random.uniform(3 * i + 1)},
                      2 + 10.0 * double{random.uniform(3 * i + 2)}, i % 3 == 2 ? 0.0 : 70.0});
    }
    const auto labels = place_labels(dots, height, area, {wall});
    for (size_t i = 0; i < labels.size(); ++i) {
      if (!labels[i]) continue;
      ++placed;
      BOOST_TEST(dots[i].label_width > 0);
      BOOST_TEST(area.holds(*labels[i]));
      BOOST_TEST(!labels[i]->overlaps(wall));
      for (const Dot& dot : dots) BOOST_TEST(!labels[i]->overlaps(square(dot)));
      for (size_t k = 0; k < i; ++k) BOOST_TEST((!labels[k] || !labels[i]->overlaps(*labels[k])));
    }
  }
  BOOST_TEST(placed > 100);
}

BOOST_AUTO_TEST_SUITE_END()
