#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: conv2d_grad_weight_work_size(Conv2dParams)
// scratch: conv2d_grad_weight_scratch(Conv2dParams)
// then: conv2d_grad_weight_sum
// half: in 0 1
// proof: 2, 7, 5, 3, 4, 5, 17, 3, 2, 2, 1, 1, 1, 1, 0, 1, 0, 0, 0, 1.0, -inf, inf | f32 2 7 5 3, f32 2 4 5 17 | f32 17 3 2 3
// proof: 1, 9, 9, 8, 9, 9, 6, 3, 3, 1, 1, 1, 1, 1, 1, 2, 0, 1, 1, 0.1, -1.0, 6.0 | f32 1 9 9 8, f32 1 9 9 6 | f32 6 3 3 4
// proof: 1, 40, 40, 2, 40, 40, 3, 3, 3, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 1.0, -inf, inf | f32 1 40 40 2, f32 1 40 40 3 | f32 3 3 3 2
#include "backends/vulkan/shapes/gemm_shape.h"
#include "backends/vulkan/glsl/conv2d_index.glsl"
#include "backends/vulkan/glsl/walk.glsl"

void finish(uint i, uint column, float sum) { OUT(0)[i] = sum; }
GemmShape shape() { return conv2d_grad_weight_gemm(p); }

#define A_INPUT 1
#define B_INPUT 0
#define A_DEPTH_FIRST 0
#define B_DEPTH_FIRST 0
#define ARow uint
#define BColumn Tap
// A row of y: its number, and its first window.
struct Span {
  uint number;
  ImagePoint window;
};
uint span_length() { return p.out_width; }
Span span_of(uint number) { return Span(number, window_of(number * p.out_width)); }
uint a_row(uint m) { return group * (p.out_channels / p.groups) + m; }
Walk a_walk(uint o, Span span) { return walk_from(span.number * p.out_width * p.out_channels + o); }
uint a_stride() { return p.out_channels; }
Tap b_column(uint n) { return tap_of(n, p.channels / p.groups); }
// The pixels that the tap sees as the window moves along the row.
Walk b_walk(Tap tap, Span span) {
  const int h = span.window.h + tap.h, w = span.window.w + tap.w;
  const int stride = int(p.stride_w), width = int(p.width);
  if (h < 0 || h >= int(p.height) || w >= width) return nothing;
  Walk walk;
  walk.from = uint((max(-w, 0) + stride - 1) / stride);
  walk.count = uint((width - w + stride - 1) / stride) - walk.from;
  walk.at = ((span.window.n * p.height + uint(h)) * p.width + uint(w)) * p.channels +
            group * (p.channels / p.groups) + tap.c;
  return walk;
}
uint b_stride() { return p.stride_w * p.channels; }
uint result_row(uint m) {
  const GemmShape s = shape();
  return (group * s.rows + m) * s.columns;
}
#include "backends/vulkan/glsl/gemm.glsl"
