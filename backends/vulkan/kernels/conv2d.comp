#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: conv2d_extent(Conv2dParams)
// scratch: conv2d_scratch(Conv2dParams)
// then: conv2d_sum
// tile: 64 64 1 with 64 8 8 8
// tile: 64 32 1 with 64 8 4 8
// tile: 128 16 1 with 64 8 4 8
// tile: 128 8 1 with 64 8 2 8
// tile: 32 64 1 with 64 4 8 8
// tile: 16 64 1 with 64 4 4 8
// proof: 2, 7, 5, 3, 4, 5, 17, 3, 2, 2, 1, 1, 1, 1, 0, 1, 0, 0, 0, 1.0, -inf, inf | f32 2 7 5 3, f32 17 3 2 3 | f32 2 4 5 17
// proof: 1, 9, 9, 8, 9, 9, 6, 3, 3, 1, 1, 1, 1, 1, 1, 2, 0, 1, 1, 0.1, -1.0, 6.0 | f32 1 9 9 8, f32 6 3 3 4, f32 6, f32 1 9 9 6 | f32 1 9 9 6
// proof: 1, 3, 3, 96, 2, 2, 4, 3, 3, 2, 2, 1, 1, 1, 1, 1, 0, 1, 0, 0.0, -inf, inf | f32 1 3 3 96, f32 4 3 3 96, f32 4 | f32 1 2 2 4
#include "backends/vulkan/gemm_shape.h"
#include "backends/vulkan/conv2d_index.glsl"
#include "backends/vulkan/epilogue.glsl"

void finish(uint i, float sum) { OUT(0)[i] = epilogue(p.epilogue, 2, sum, i % p.out_channels, i); }
GemmShape shape() { return conv2d_gemm(p); }

#define ARow Window
#define ADepth Tap
#define BDepth uint
#define BColumn uint
#define A_DEPTH_FIRST 1
#define B_DEPTH_FIRST 1
Window a_row(uint m) { return window_of(m); }
Tap a_depth(uint k) { return tap_of(k, p.channels / p.groups); }
float a(Window window, Tap tap) { return x_at(window, tap); }
uint b_depth(uint k) { return k; }
uint b_column(uint n) {
  return (group * (p.out_channels / p.groups) + n) * conv2d_gemm(p).depth;
}
float b(uint k, uint column) { return IN(1)[column + k]; }
uint result_index(uint m, uint n) {
  return m * p.out_channels + group * (p.out_channels / p.groups) + n;
}
#include "backends/vulkan/gemm.glsl"
