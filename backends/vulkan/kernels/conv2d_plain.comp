#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: conv2d_plain_work_size(Conv2dParams)
// tile: 128 1 1
// half: in 0 2 3 4, out 0
#include "backends/vulkan/shapes/gemm_shape.h"
#include "backends/vulkan/glsl/conv2d_index.glsl"
#include "backends/vulkan/glsl/epilogue.glsl"

void finish(uint i, uint column, float sum) {
  write(0, i, epilogue(p.epilogue, 2, sum, column, i));
}
GemmShape shape() { return conv2d_gemm(p); }

#define A_INPUT 0
#define B_INPUT 1
float sum_of(uint i) {
  const uint inputs = p.channels / p.groups, o = i % p.out_channels;
  group = o / (p.out_channels / p.groups);
  const ImagePoint window = window_of(i / p.out_channels);
  uint weight = o * p.kernel_h * p.kernel_w * inputs;
  float sum = 0;
  for (uint kh = 0; kh < p.kernel_h; ++kh) {
    for (uint kw = 0; kw < p.kernel_w; ++kw) {
      const int h = window.h + int(kh * p.dilation_h), w = window.w + int(kw * p.dilation_w);
      if (h >= 0 && h < int(p.height) && w >= 0 && w < int(p.width)) {
        const uint x =
            ((window.n * p.height + uint(h)) * p.width + uint(w)) * p.channels + group * inputs;
        for (uint c = 0; c < inputs; ++c) {
          sum = fma(read(A_INPUT, x + c), read(B_INPUT, weight + c), sum);
        }
      }
      weight += inputs;
    }
  }
  return sum;
}
#include "backends/vulkan/glsl/gemm_plain.glsl"
