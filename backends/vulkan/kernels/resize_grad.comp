#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: grad_work_size(ResizeParams)
// tile: 128 1 1
// proof: 2, 4, 5, 3, 7, 3, 0, 2, 0.5714286, -0.2142857, 1.6666667, 0.3333333, -0.75, 0 | f32 2 7 3 3 | f32 2 4 5 3
// proof: 2, 4, 5, 3, 7, 3, 1, 0, 0.5714286, -0.2142857, 1.6666667, 0.3333333, -0.75, 0 | f32 2 7 3 3 | f32 2 4 5 3
// proof: 2, 4, 5, 3, 7, 3, 2, 0, 0.5714286, -0.2142857, 1.6666667, 0.3333333, -0.75, 0 | f32 2 7 3 3 | f32 2 4 5 3
// proof: 2, 4, 5, 3, 7, 3, 2, 0, 0.5714286, -0.2142857, 1.6666667, 0.3333333, -0.75, 1 | f32 2 7 3 3 | f32 2 4 5 3
#include "fovea/kernels/resize.h"
#define PARAMS ResizeParams
#include "backends/vulkan/glsl/kernel.glsl"

// How much of element i of an axis goes to output o.
float share(uint i, uint size, uint o, float scale, float offset) {
  const ResizeParams p = block.params;
  const float position = resize_position(o, scale, offset);
  const int first = resize_first(p.mode, p.rounding, position);
  float sum = 0.0;
  for (int at = first; at < first + resize_taps(p.mode); ++at) {
    if (resize_inside(at, size) == i) sum += resize_share(p, size, position, first, at);
  }
  return sum;
}

uint element_count() {
  return block.params.batch * block.params.height * block.params.width * block.params.channels;
}
void element(uint i) {
  const ResizeParams p = block.params;
  const uint c = i % p.channels, w = i / p.channels % p.width;
  const uint h = i / p.channels / p.width % p.height, n = i / p.channels / p.width / p.height;
  const uint top = resize_first_taker(h, p.out_height, p.scale_h, p.offset_h);
  const uint bottom = resize_last_taker(h, p.height, p.out_height, p.scale_h, p.offset_h);
  const uint left = resize_first_taker(w, p.out_width, p.scale_w, p.offset_w);
  const uint right = resize_last_taker(w, p.width, p.out_width, p.scale_w, p.offset_w);
  float sum = 0.0;
  for (uint oh = top; oh <= bottom; ++oh) {
    const float down = share(h, p.height, oh, p.scale_h, p.offset_h);
    if (down == 0.0) continue;
    for (uint ow = left; ow <= right; ++ow) {
      const float weight = down * share(w, p.width, ow, p.scale_w, p.offset_w);
      sum += weight * IN(0)[((n * p.out_height + oh) * p.out_width + ow) * p.channels + c];
    }
  }
  OUT(0)[i] = sum;
}
#include "backends/vulkan/glsl/elementwise.glsl"
