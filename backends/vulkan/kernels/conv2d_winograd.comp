#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: conv2d_winograd_work_size(Conv2dWinogradParams)
// scratch: conv2d_winograd_scratch(Conv2dWinogradParams)
// then: conv2d_winograd_multiply
// tile: 128 1 1
// proof: 2, 7, 5, 3, 7, 5, 17, 3, 3, 1, 1, 1, 1, 1, 1, 1, 0, 1, 0, 0.1, -inf, inf, 4 | f32 2 7 5 3, f32 36 3 17, f32 17 | f32 2 7 5 17
// proof: 1, 5, 9, 8, 3, 7, 6, 3, 3, 1, 1, 1, 1, 0, 0, 1, 1, 1, 1, 1.0, -1.0, 6.0, 2 | f32 1 5 9 8, f32 16 8 6, f32 6, f32 6, f32 1 3 7 6 | f32 1 3 7 6
// proof: 1, 9, 6, 37, 11, 8, 70, 3, 3, 1, 1, 1, 1, 2, 2, 1, 0, 0, 0, 1.0, -inf, inf, 4 | f32 1 9 6 37, f32 36 37 70 | f32 1 11 8 70
#include "backends/vulkan/shapes/winograd_shape.h"
// Stage 1 of Winograd's convolution: V = B^T d B of each tile d of x.
#include "backends/vulkan/glsl/winograd.glsl"

#define TRANSFORM transform_2
#define MATRIX winograd_b2
#define ROWS 4
#define COLUMNS 4
#include "backends/vulkan/glsl/winograd_transform.glsl"
#define TRANSFORM transform_4
#define MATRIX winograd_b4
#define ROWS 6
#define COLUMNS 6
#include "backends/vulkan/glsl/winograd_transform.glsl"

float pixel(Conv2dParams p, uint n, int h, int w, uint c) {
  if (h < 0 || w < 0 || h >= int(p.height) || w >= int(p.width)) return 0;
  return IN(0)[((n * p.height + uint(h)) * p.width + uint(w)) * p.channels + c];
}

#define TILE(seen, transform)                                                        \
  [[unroll]] for (uint k = 0; k < seen * seen; ++k) {                                \
    x[k] = pixel(p.conv2d, tile.n, h + int(k / seen), w + int(k % seen), c);         \
  }                                                                                  \
  transform(x);                                                                      \
  [[unroll]] for (uint k = 0; k < seen * seen; ++k) {                                \
    SCRATCH[(k * winograd_tiles(p) + t) * p.conv2d.channels + c] = x[k];             \
  }

uint element_count() { return winograd_tiles(block.params) * block.params.conv2d.channels; }
void element(uint i) {
  const Conv2dWinogradParams p = block.params;
  const uint c = i % p.conv2d.channels, t = i / p.conv2d.channels;
  const WinogradTile tile = winograd_tile(p, t);
  const int h = int(tile.row) - int(p.conv2d.pad_top);
  const int w = int(tile.column) - int(p.conv2d.pad_left);
  float x[36];
  if (p.tile == 4) {
    TILE(6, transform_4)
  } else {
    TILE(4, transform_2)
  }
}
#include "backends/vulkan/glsl/elementwise.glsl"
