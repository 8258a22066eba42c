#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: work_size(ResizeParams)
// tile: 128 1 1
// proof: 2, 4, 5, 3, 7, 3, 0, 2, 0.5714286, -0.2142857, 1.6666667, 0.3333333, -0.75, 0 | f32 2 4 5 3 | f32 2 7 3 3
// proof: 2, 4, 5, 3, 7, 3, 1, 0, 0.5714286, -0.2142857, 1.6666667, 0.3333333, -0.75, 0 | f32 2 4 5 3 | f32 2 7 3 3
// proof: 2, 4, 5, 3, 7, 3, 2, 0, 0.5714286, -0.2142857, 1.6666667, 0.3333333, -0.75, 0 | f32 2 4 5 3 | f32 2 7 3 3
// proof: 2, 4, 5, 3, 7, 3, 2, 0, 0.5714286, -0.2142857, 1.6666667, 0.3333333, -0.75, 1 | f32 2 4 5 3 | f32 2 7 3 3
#include "fovea/kernels/resize.h"
#define PARAMS ResizeParams
#include "backends/vulkan/glsl/kernel.glsl"

uint element_count() {
  return block.params.batch * block.params.out_height * block.params.out_width * block.params.channels;
}
void element(uint i) {
  const ResizeParams p = block.params;
  const uint c = i % p.channels, ow = i / p.channels % p.out_width;
  const uint oh = i / p.channels / p.out_width % p.out_height;
  const uint n = i / p.channels / p.out_width / p.out_height;
  const float row = resize_position(oh, p.scale_h, p.offset_h);
  const float column = resize_position(ow, p.scale_w, p.offset_w);
  const int top = resize_first(p.mode, p.rounding, row), taps = resize_taps(p.mode);
  const int left = resize_first(p.mode, p.rounding, column);
  float sum = 0.0;
  for (int h = top; h < top + taps; ++h) {
    const float down = resize_share(p, p.height, row, top, h);
    const uint first = (n * p.height + resize_inside(h, p.height)) * p.width;
    for (int w = left; w < left + taps; ++w) {
      const float weight = down * resize_share(p, p.width, column, left, w);
      sum += weight * IN(0)[(first + resize_inside(w, p.width)) * p.channels + c];
    }
  }
  OUT(0)[i] = sum;
}
#include "backends/vulkan/glsl/elementwise.glsl"
