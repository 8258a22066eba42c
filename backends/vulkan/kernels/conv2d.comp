#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: conv2d_work_size(Conv2dParams)
// scratch: conv2d_scratch(Conv2dParams)
// then: conv2d_sum
// half: in 0 2 3 4, out 0
// proof: 2, 7, 5, 3, 4, 5, 17, 3, 2, 2, 1, 1, 1, 1, 0, 1, 0, 0, 0, 1.0, -inf, inf | f32 2 7 5 3, f32 17 3 2 3 | f32 2 4 5 17
// proof: 1, 9, 9, 8, 9, 9, 6, 3, 3, 1, 1, 1, 1, 1, 1, 2, 0, 1, 1, 0.1, -1.0, 6.0 | f32 1 9 9 8, f32 6 3 3 4, f32 6, f32 1 9 9 6 | f32 1 9 9 6
// proof: 1, 4, 4, 3, 4, 4, 5, 1, 1, 1, 1, 1, 1, 0, 0, 1, 1, 1, 1, 0.1, -1.0, 6.0 | f32 1 4 4 3, f32 5 1 1 3, f32 5, f32 5, f32 1 4 4 5 | f32 1 4 4 5
// proof: 1, 3, 3, 96, 2, 2, 4, 3, 3, 2, 2, 1, 1, 1, 1, 1, 0, 1, 0, 0.0, -inf, inf | f32 1 3 3 96, f32 4 3 3 96, f32 4 | f32 1 2 2 4
#include "backends/vulkan/shapes/gemm_shape.h"
#include "backends/vulkan/glsl/conv2d_index.glsl"
#include "backends/vulkan/glsl/walk.glsl"
#include "backends/vulkan/glsl/epilogue.glsl"

void finish(uint i, uint column, float sum) {
  write(0, i, epilogue(p.epilogue, 2, sum, column, i));
}
GemmShape shape() { return conv2d_gemm(p); }

#define A_INPUT 0
#define B_INPUT 1
#define A_DEPTH_FIRST 1
#define B_DEPTH_FIRST 1
#define ARow ImagePoint
#define BColumn uint
// A row of taps if they are neighbours in memory, else one tap.
#define Span Tap
uint taps_of_span() { return p.dilation_w == 1 && p.groups == 1 ? p.kernel_w : 1; }
uint span_length() { return taps_of_span() * (p.channels / p.groups); }
Tap span_of(uint number) { return tap_of(number * taps_of_span(), 1); }
ImagePoint a_row(uint m) { return window_of(m); }
Walk a_walk(ImagePoint window, Tap tap) {
  const int h = window.h + tap.h, w = window.w + tap.w;
  const int first = max(-w, 0), last = min(int(p.width) - w, int(taps_of_span()));
  if (h < 0 || h >= int(p.height) || last <= first) return nothing;
  const uint pixel = (window.n * p.height + uint(h)) * p.width + uint(w);
  return Walk(pixel * p.channels + group * (p.channels / p.groups), uint(first) * p.channels,
              uint(last - first) * p.channels);
}
uint a_stride() { return 1; }
uint b_column(uint n) {
  return (group * (p.out_channels / p.groups) + n) * conv2d_gemm(p).depth;
}
Walk b_walk(uint column, Tap tap) {
  return walk_from(column + tap.number * (p.channels / p.groups));
}
uint b_stride() { return 1; }
uint result_row(uint m) { return m * p.out_channels + group * (p.out_channels / p.groups); }
#include "backends/vulkan/glsl/gemm.glsl"
