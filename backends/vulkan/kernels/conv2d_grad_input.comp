#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: conv2d_grad_input_extent(Conv2dParams)
// scratch: conv2d_grad_input_scratch(Conv2dParams)
// then: conv2d_grad_input_sum
// tile: 64 64 1 with 64 8 8 8
// tile: 64 32 1 with 64 8 4 8
// tile: 128 16 1 with 64 8 4 8
// tile: 128 8 1 with 64 8 2 8
// tile: 32 64 1 with 64 4 8 8
// tile: 16 64 1 with 64 4 4 8
// proof: 2, 7, 5, 3, 4, 5, 17, 3, 2, 2, 1, 1, 1, 1, 0, 1, 0, 0, 0, 1.0, -inf, inf | f32 2 4 5 17, f32 17 3 2 3 | f32 2 7 5 3
// proof: 1, 9, 9, 8, 9, 9, 6, 3, 3, 1, 1, 1, 1, 1, 1, 2, 0, 1, 1, 0.1, -1.0, 6.0 | f32 1 9 9 6, f32 6 3 3 4 | f32 1 9 9 8
#include "backends/vulkan/gemm_shape.h"
#include "backends/vulkan/conv2d_index.glsl"

void finish(uint i, float sum) { OUT(0)[i] = sum; }
GemmShape shape() { return conv2d_grad_input_gemm(p); }

// A pixel of x, shifted by the padding.
struct Pixel {
  uint n;
  int h, w;
};
#define ARow Pixel
#define ADepth Tap
#define BDepth uint
#define BColumn uint
#define A_DEPTH_FIRST 1
#define B_DEPTH_FIRST 0
Pixel a_row(uint m) {
  Pixel pixel;
  const uint row = m / p.width;
  pixel.n = row / p.height;
  pixel.h = int(row % p.height + p.pad_top);
  pixel.w = int(m % p.width + p.pad_left);
  return pixel;
}
Tap a_depth(uint k) { return tap_of(k, p.out_channels / p.groups); }
// dy of the window whose tap lies on the pixel, 0 if there is none.
float a(Pixel pixel, Tap tap) {
  int h = pixel.h - tap.h, w = pixel.w - tap.w;
  if (h < 0 || w < 0) return 0.0;
  if (p.stride_h > 1 || p.stride_w > 1) {
    const int stride_h = int(p.stride_h), stride_w = int(p.stride_w);
    if (h % stride_h != 0 || w % stride_w != 0) return 0.0;
    h /= stride_h;
    w /= stride_w;
  }
  if (h >= int(p.out_height) || w >= int(p.out_width)) return 0.0;
  const uint o = group * (p.out_channels / p.groups) + tap.c;
  return IN(0)[((pixel.n * p.out_height + uint(h)) * p.out_width + uint(w)) * p.out_channels + o];
}
// Weights of this tap and output channel, all input channels side by side.
uint b_depth(uint k) {
  const uint outputs = p.out_channels / p.groups, o = group * outputs + k % outputs;
  return (o * p.kernel_h * p.kernel_w + k / outputs) * (p.channels / p.groups);
}
uint b_column(uint n) { return n; }
float b(uint row, uint n) { return IN(1)[row + n]; }
uint result_index(uint m, uint n) { return m * p.channels + group * (p.channels / p.groups) + n; }
#include "backends/vulkan/gemm.glsl"
