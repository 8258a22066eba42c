#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: conv2d_grad_weight_extent(Conv2dParams)
// scratch: conv2d_grad_weight_scratch(Conv2dParams)
// then: conv2d_grad_weight_sum
// tile: 64 64 1 with 64 8 8 8
// tile: 64 32 1 with 64 8 4 8
// tile: 128 16 1 with 64 8 4 8
// tile: 128 8 1 with 64 8 2 8
// tile: 32 64 1 with 64 4 8 8
// tile: 16 64 1 with 64 4 4 8
// proof: 2, 7, 5, 3, 4, 5, 17, 3, 2, 2, 1, 1, 1, 1, 0, 1, 0, 0, 0, 1.0, -inf, inf | f32 2 7 5 3, f32 2 4 5 17 | f32 17 3 2 3
// proof: 1, 9, 9, 8, 9, 9, 6, 3, 3, 1, 1, 1, 1, 1, 1, 2, 0, 1, 1, 0.1, -1.0, 6.0 | f32 1 9 9 8, f32 1 9 9 6 | f32 6 3 3 4
// proof: 1, 40, 40, 2, 40, 40, 3, 3, 3, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 1.0, -inf, inf | f32 1 40 40 2, f32 1 40 40 3 | f32 3 3 3 2
#include "backends/vulkan/gemm_shape.h"
#include "backends/vulkan/conv2d_index.glsl"

void finish(uint i, float sum) { OUT(0)[i] = sum; }
GemmShape shape() { return conv2d_grad_weight_gemm(p); }

#define ARow uint
#define ADepth uint
#define BDepth Window
#define BColumn Tap
#define A_DEPTH_FIRST 0
#define B_DEPTH_FIRST 0
uint a_row(uint m) { return group * (p.out_channels / p.groups) + m; }
uint a_depth(uint k) { return k * p.out_channels; }
float a(uint o, uint pixel) { return IN(1)[pixel + o]; }
Window b_depth(uint k) { return window_of(k); }
Tap b_column(uint n) { return tap_of(n, p.channels / p.groups); }
float b(Window window, Tap tap) { return x_at(window, tap); }
uint result_index(uint m, uint n) {
  const GemmShape s = shape();
  return (group * s.rows + m) * s.columns + n;
}
#include "backends/vulkan/gemm.glsl"
