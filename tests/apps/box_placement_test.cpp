#include "apps/training/report/box_placement.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "fovea/core/random.h"

using namespace fovea::apps::report;

namespace {

bool overlap(const Box& a, const Box& b) {
  return std::abs(a.x - b.x) < (a.width + b.width) / 2 - 1e-6 && a.y < b.y + b.height &&
         b.y < a.y + a.height;
}

void check(std::vector<Box> boxes) {
  const BoxPlacement placement = place_boxes(boxes);
  for (size_t i = 0; i < boxes.size(); ++i) {
    BOOST_TEST(boxes[i].x - boxes[i].width / 2 >= 0);
    BOOST_TEST(boxes[i].x + boxes[i].width / 2 <= placement.width);
    BOOST_TEST(boxes[i].y + boxes[i].height <= placement.height);
    for (size_t j = 0; j < i; ++j) BOOST_TEST(!overlap(boxes[i], boxes[j]));
  }
  size_t edges = 0;
  for (const Box& box : boxes) edges += box.from.size();
  BOOST_REQUIRE(placement.lines.size() == edges);
  for (const BoxConnection& line : placement.lines) {
    const Box &from = boxes[static_cast<size_t>(line.from)],
              &to = boxes[static_cast<size_t>(line.to)];
    BOOST_TEST(line.points.size() % 2 == 0);
    BOOST_TEST(line.points.front().x == from.x);
    BOOST_TEST(line.points.front().y == from.y + from.height);
    BOOST_TEST(line.points.back().x == to.x);
    BOOST_TEST(line.points.back().y == to.y);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(box_placement)

BOOST_AUTO_TEST_CASE(one_box) { check({{100, 40, {}}}); }

BOOST_AUTO_TEST_CASE(a_chain_is_a_straight_line) {
  std::vector<Box> boxes = {{90, 28, {}}, {150, 46, {0}}, {90, 28, {1}}};
  place_boxes(boxes);
  BOOST_TEST(boxes[0].x == boxes[1].x);
  BOOST_TEST(boxes[1].x == boxes[2].x);
  check(boxes);
}

BOOST_AUTO_TEST_CASE(boxes_of_any_graph_keep_apart) {
  for (std::uint32_t graph = 0; graph < 20; ++graph) {
    const fovea::Random random(7, 1, graph);
    std::vector<Box> boxes;
    for (std::uint64_t i = 0; i < 60; ++i) {
      Box box{
          80 + 100.0 * random.uniform(10 * i), random.uniform(10 * i + 1) < 0.5f ? 28.0 : 46.0, {}};
      const std::uint64_t edges = i == 0 ? 0 : random.below(10 * i + 2, 4);
      for (std::uint64_t k = 0; k < edges; ++k) {
        box.from.push_back(static_cast<int>(random.below(10 * i + 3 + k, i)));
      }
      boxes.push_back(std::move(box));
    }
    check(boxes);
  }
}

BOOST_AUTO_TEST_SUITE_END()
