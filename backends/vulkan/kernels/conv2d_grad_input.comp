#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: conv2d_grad_input_work_size(Conv2dParams)
// scratch: conv2d_grad_input_scratch(Conv2dParams)
// then: conv2d_grad_input_sum
// half: in 0, out 0
// proof: 2, 7, 5, 3, 4, 5, 17, 3, 2, 2, 1, 1, 1, 1, 0, 1, 0, 0, 0, 1.0, -inf, inf | f32 2 4 5 17, f32 17 3 2 3 | f32 2 7 5 3
// proof: 1, 9, 9, 8, 9, 9, 6, 3, 3, 1, 1, 1, 1, 1, 1, 2, 0, 1, 1, 0.1, -1.0, 6.0 | f32 1 9 9 6, f32 6 3 3 4 | f32 1 9 9 8
#include "backends/vulkan/shapes/gemm_shape.h"
#include "backends/vulkan/glsl/conv2d_index.glsl"
#include "backends/vulkan/glsl/walk.glsl"

void finish(uint i, uint column, float sum) { write(0, i, sum); }
GemmShape shape() { return conv2d_grad_input_gemm(p); }

#define A_INPUT 0
#define B_INPUT 1
#define A_DEPTH_FIRST 1
#define B_DEPTH_FIRST 0
#define ARow ImagePoint
#define BColumn uint
// A tap: all output channels of dy in one place, in the order of the depth.
#define Span Tap
uint span_length() { return p.out_channels / p.groups; }
Tap span_of(uint number) { return tap_of(number, 1); }
// The pixel of x for row m; it may be outside the image. First come the pixels at the first place
// within the strides, in all images, then those at the next place, and so on. So pixels that see
// the same taps are together, and a tile can skip the other taps.
ImagePoint pixel_of(uint m) {
  const uint height = (p.height + p.stride_h - 1) / p.stride_h;
  const uint width = (p.width + p.stride_w - 1) / p.stride_w;
  const uint row = m / width, image = row / height, place = image / p.batch;
  return ImagePoint(image % p.batch, int(row % height * p.stride_h + place / p.stride_w),
                int(m % width * p.stride_w + place % p.stride_w));
}
// Shifted by the padding.
ImagePoint a_row(uint m) {
  const ImagePoint pixel = pixel_of(m);
  return ImagePoint(pixel.n, pixel.h + int(p.pad_top), pixel.w + int(p.pad_left));
}
// dy of the window whose tap is on the pixel, if there is one.
Walk a_walk(ImagePoint pixel, Tap tap) {
  int h = pixel.h - tap.h, w = pixel.w - tap.w;
  const int stride_h = int(p.stride_h), stride_w = int(p.stride_w);
  if (h < 0 || w < 0 || h % stride_h != 0 || w % stride_w != 0) return nothing;
  h /= stride_h;
  w /= stride_w;
  if (h >= int(p.out_height) || w >= int(p.out_width)) return nothing;
  return walk_from(((pixel.n * p.out_height + uint(h)) * p.out_width + uint(w)) * p.out_channels +
                   group * span_length());
}
uint a_stride() { return 1; }
uint b_stride() { return p.kernel_h * p.kernel_w * (p.channels / p.groups); }
uint b_column(uint n) { return group * span_length() * b_stride() + n; }
Walk b_walk(uint column, Tap tap) {
  return walk_from(tap.number * (p.channels / p.groups) + column);
}
uint result_row(uint m) {
  const ImagePoint pixel = pixel_of(m);
  if (pixel.h >= int(p.height) || pixel.w >= int(p.width)) return no_result;
  return ((pixel.n * p.height + uint(pixel.h)) * p.width + uint(pixel.w)) * p.channels +
         group * (p.channels / p.groups);
}
#include "backends/vulkan/glsl/gemm.glsl"
