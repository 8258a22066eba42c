// The tile that a device uses, for devices on which the tests do not run.
#include "backends/vulkan/host/tile_cost.h"

#include <boost/test/unit_test.hpp>

using namespace fovea;

namespace {

// The tile for a device whose subgroups have this many lanes: "64x32" or "64x32 matrices".
std::string taken(const WorkSize& work_size, uint lanes, bool has_matrices) {
  vulkan::ShaderTable shaders;
  vulkan::register_shaders(shaders);
  const vulkan::Tile* best = nullptr;
  for (const vulkan::Tile& tile : shaders.at("conv2d").tiles) {
    if (tile.lanes != 0 && (tile.lanes != lanes || (!tile.matrix.empty() && !has_matrices)))
      continue;
    if (!best || tile_cost(tile, work_size) < tile_cost(*best, work_size)) best = &tile;
  }
  return fmt::format("{}x{}{}", best->size[0], best->size[1],
                     !best->matrix.empty() ? " matrices"
                     : best->lanes         ? " lanes"
                                           : "");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(tile_cost)

BOOST_AUTO_TEST_CASE(matrices_where_there_are_any) {
  const WorkSize large{32 * 56 * 56, 256, 1}, narrow{32 * 56 * 56, 24, 1}, wide{24, 4608, 1};
  for (const uint lanes : {32u, 64u}) {
    BOOST_TEST(taken(large, lanes, true) == "128x128 matrices");
    BOOST_TEST(taken(narrow, lanes, true) == "64x32 matrices");
    BOOST_TEST(taken(wide, lanes, true) == "32x64 matrices");
    BOOST_TEST(taken(large, lanes, false) == "64x64");
  }
  BOOST_TEST(taken({64, 10, 1}, 32, true) == "64x32 matrices");
}

BOOST_AUTO_TEST_CASE(lanes_before_matrices) {
  BOOST_TEST(taken({32 * 56 * 56, 256, 1}, 8, true).ends_with(" lanes"));
}

BOOST_AUTO_TEST_CASE(small_tiles_where_larger_ones_would_be_empty) {
  BOOST_TEST(taken({1 << 20, 7, 1}, 32, false) == "128x8");
  BOOST_TEST(taken({9, 1 << 16, 1}, 32, false) == "16x64");
}

// Each tile fits its workgroup: invocations, lanes and matrices divide its size, and each
// invocation loads at least one place of the depth.
BOOST_AUTO_TEST_CASE(tiles_divide) {
  vulkan::ShaderTable shaders;
  vulkan::register_shaders(shaders);
  for (const auto& [name, shader] : shaders) {
    for (const vulkan::Tile& tile : shader.tiles) {
      if (tile.matrix.empty()) continue;
      const uint threads = tile.constants[0], rows = tile.constants[1] * tile.matrix[0],
                 columns = tile.constants[2] * tile.matrix[1], depth = tile.constants[3];
      BOOST_TEST(tile.size[0] % rows == 0u, name);
      BOOST_TEST(tile.size[1] % columns == 0u, name);
      BOOST_TEST(tile.size[0] / rows * (tile.size[1] / columns) * tile.lanes == threads, name);
      BOOST_TEST(depth % tile.matrix[2] == 0u, name);
      BOOST_TEST(threads % depth == 0u, name);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
