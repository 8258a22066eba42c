#include "backends/vulkan/host/tile_cost.h"

namespace fovea::vulkan {

namespace {

double round_up(uint value, uint step) {
  const std::uint64_t steps = (std::uint64_t{value} + step - 1) / step;
  return static_cast<double>(steps * step);
}

}  // namespace

TileCost tile_cost(const Tile& tile, const WorkSize& work_size) {
  const auto& size = tile.size;
  const double results =
      round_up(work_size.x, size[0]) * round_up(work_size.y, size[1]) * work_size.z;
  if (tile.lanes != 0 && tile.matrix.empty()) {
    // Fitted to times on the software driver, which is slow to compile a large tile.
    const double loads = 1 + 16.0 / size[0] + 34.0 / size[1];
    return {false, results * loads + 48.0 * size[0] * size[1]};
  }
  // A small tile loads more per result, so it is taken only if it saves more work than that.
  // Matrices multiply 8 to 16 times as fast as invocations do (an NVIDIA A100: 312 to 19.5 TFLOP/s
  // by its maker's data sheet), but load no faster. So we take a quarter of the time for them; this
  // is a calculation, not a measurement.
  const double loads = 1 + 8.0 / size[0] + 8.0 / size[1];
  return {true, results * loads / (tile.matrix.empty() ? 1 : 4)};
}

}  // namespace fovea::vulkan
