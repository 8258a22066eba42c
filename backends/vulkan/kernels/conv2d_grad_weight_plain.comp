#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: conv2d_grad_weight_plain_work_size(Conv2dParams)
// tile: 128 1 1
// half: in 0 1
#include "backends/vulkan/shapes/gemm_shape.h"
#include "backends/vulkan/glsl/conv2d_index.glsl"

void finish(uint i, uint column, float sum) { OUT(0)[i] = sum; }
GemmShape shape() { return conv2d_grad_weight_gemm(p); }

#define A_INPUT 1
#define B_INPUT 0
float sum_of(uint i) {
  const uint inputs = p.channels / p.groups, taps = p.kernel_h * p.kernel_w;
  const uint o = i / inputs / taps;
  const Tap tap = tap_of(i % (taps * inputs), inputs);
  group = o / (p.out_channels / p.groups);
  float sum = 0;
  for (uint n = 0; n < p.batch; ++n) {
    for (uint oh = 0; oh < p.out_height; ++oh) {
      const int h = int(oh * p.stride_h) - int(p.pad_top) + tap.h;
      if (h < 0 || h >= int(p.height)) continue;
      const uint x = (n * p.height + uint(h)) * p.width * p.channels + group * inputs + tap.c;
      const uint y = (n * p.out_height + oh) * p.out_width * p.out_channels + o;
      for (uint ow = 0; ow < p.out_width; ++ow) {
        const int w = int(ow * p.stride_w) - int(p.pad_left) + tap.w;
        if (w < 0 || w >= int(p.width)) continue;
        sum = fma(read(B_INPUT, x + uint(w) * p.channels),
                  read(A_INPUT, y + ow * p.out_channels), sum);
      }
    }
  }
  return sum;
}
#include "backends/vulkan/glsl/gemm_plain.glsl"
