// The tiles of conv2d_winograd, and its transforms. A stage has one invocation per tile and
// channel.
#extension GL_EXT_control_flow_attributes : require
#define PARAMS Conv2dWinogradParams
#include "backends/vulkan/glsl/kernel.glsl"

// The image of a tile, and its first row and column of y.
struct WinogradTile {
  uint n, row, column;
};
WinogradTile winograd_tile(Conv2dWinogradParams p, uint t) {
  const uint columns = winograd_tile_columns(p), rows = winograd_tile_rows(p);
  return WinogradTile(t / columns / rows, t / columns % rows * p.tile, t % columns * p.tile);
}
