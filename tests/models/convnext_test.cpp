#include "fovea/models/convnext.h"

#include <boost/test/unit_test.hpp>

#include "fovea/models/models.h"

using namespace fovea;

BOOST_AUTO_TEST_SUITE(convnext)

BOOST_AUTO_TEST_CASE(parameters) {
  // The same as torchvision.models.convnext_tiny.
  BOOST_TEST(models::make("convnext-tiny").parameter_count() == 28'589'128);
  // One block per stage with these channels: 7x7 filters, norms, two dense layers, factors.
  const auto block = [](int c) { return 50 * c + 2 * c + (c + 1) * 4 * c + (4 * c + 1) * c + c; };
  const auto entry = [](int from, int size, int to, int norm) {
    return (from * size * size + 1) * to + 2 * norm;
  };
  Graph graph;
  fovea::convnext(graph.input("image", {Shape{1, 32, 32, 3}}), 5,
                  {.blocks = {1, 1, 1, 1}, .channels = {2, 3, 4, 5}});
  std::int64_t count = 0;
  for (const Variable& variable : graph.variables()) count += variable.type.shape.count();
  BOOST_TEST(count == entry(3, 4, 2, 2) + block(2) + entry(2, 2, 3, 2) + block(3) +
                          entry(3, 2, 4, 3) + block(4) + entry(4, 2, 5, 4) + block(5) + 2 * 5 +
                          6 * 5);
}

BOOST_AUTO_TEST_SUITE_END()
