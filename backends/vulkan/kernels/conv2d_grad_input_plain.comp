#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: conv2d_grad_input_plain_work_size(Conv2dParams)
// tile: 128 1 1
// half: in 0, out 0
#include "backends/vulkan/shapes/gemm_shape.h"
#include "backends/vulkan/glsl/conv2d_index.glsl"

void finish(uint i, uint column, float sum) { write(0, i, sum); }
GemmShape shape() { return conv2d_grad_input_gemm(p); }

#define A_INPUT 0
#define B_INPUT 1
// The index of the window whose tap number `tap` along the axis is on the pixel; -1 if
// there is none.
int window_on(int pixel, uint tap, uint dilation, uint stride, uint windows) {
  const int at = pixel - int(tap * dilation), window = at / int(stride);
  return at >= 0 && window * int(stride) == at && window < int(windows) ? window : -1;
}

float sum_of(uint i) {
  const uint inputs = p.channels / p.groups, outputs = p.out_channels / p.groups;
  const uint taps = p.kernel_h * p.kernel_w, channel = i % p.channels, pixel = i / p.channels;
  const int h = int(pixel / p.width % p.height + p.pad_top), w = int(pixel % p.width + p.pad_left);
  const uint n = pixel / p.width / p.height;
  group = channel / inputs;
  float sum = 0;
  for (uint kh = 0; kh < p.kernel_h; ++kh) {
    const int oh = window_on(h, kh, p.dilation_h, p.stride_h, p.out_height);
    if (oh < 0) continue;
    for (uint kw = 0; kw < p.kernel_w; ++kw) {
      const int ow = window_on(w, kw, p.dilation_w, p.stride_w, p.out_width);
      if (ow < 0) continue;
      const uint y = ((n * p.out_height + uint(oh)) * p.out_width + uint(ow)) * p.out_channels;
      const uint weight = (kh * p.kernel_w + kw) * inputs + channel % inputs;
      for (uint o = group * outputs; o < (group + 1) * outputs; ++o) {
        sum = fma(read(A_INPUT, y + o), read(B_INPUT, o * taps * inputs + weight), sum);
      }
    }
  }
  return sum;
}
#include "backends/vulkan/glsl/gemm_plain.glsl"
