#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: conv2d_winograd_output_work_size(Conv2dWinogradParams)
// tile: 128 1 1
#include "backends/vulkan/shapes/winograd_shape.h"
// Stage 3 of Winograd's convolution: a tile of y = A^T M A of the products M.
#include "backends/vulkan/glsl/winograd.glsl"
#include "backends/vulkan/glsl/epilogue.glsl"

#define TRANSFORM transform_2
#define MATRIX winograd_a2
#define ROWS 2
#define COLUMNS 4
#include "backends/vulkan/glsl/winograd_transform.glsl"
#define TRANSFORM transform_4
#define MATRIX winograd_a4
#define ROWS 4
#define COLUMNS 6
#include "backends/vulkan/glsl/winograd_transform.glsl"

void store(Conv2dParams p, WinogradTile tile, uint h, uint w, uint o, float sum) {
  if (tile.row + h >= p.out_height || tile.column + w >= p.out_width) return;
  const uint line = tile.n * p.out_height + tile.row + h;
  const uint i = (line * p.out_width + tile.column + w) * p.out_channels + o;
  OUT(0)[i] = epilogue(p.epilogue, 2, sum, o, i);
}

#define TILE(size, transform)                                                        \
  [[unroll]] for (uint k = 0; k < (size + 2) * (size + 2); ++k) {                    \
    x[k] = SCRATCH[first + (k * winograd_tiles(p) + t) * p.conv2d.out_channels + o]; \
  }                                                                                  \
  transform(x);                                                                      \
  [[unroll]] for (uint k = 0; k < size * size; ++k) {                                \
    store(p.conv2d, tile, k / size, k % size, o, x[k]);                              \
  }

uint element_count() { return winograd_tiles(block.params) * block.params.conv2d.out_channels; }
void element(uint i) {
  const Conv2dWinogradParams p = block.params;
  const uint o = i % p.conv2d.out_channels, t = i / p.conv2d.out_channels;
  const WinogradTile tile = winograd_tile(p, t);
  const uint first = winograd_v_count(p);
  float x[36];
  if (p.tile == 4) {
    TILE(4, transform_4)
  } else {
    TILE(2, transform_2)
  }
}
#include "backends/vulkan/glsl/elementwise.glsl"
