#version 460
#extension GL_GOOGLE_include_directive : require
// It gathers: an element of x takes its share of each window that holds it.
// dispatch: grad_work_size(Pool2dParams)
// tile: 512 1 1
// half: in 0, out 0
// proof: 2, 7, 5, 3, 3, 4, 3, 2, 2, 1, 1, 1, 0, 0, 0, 0, 0 | f32 2 3 4 3 | f32 2 7 5 3
// proof: 1, 5, 5, 17, 3, 3, 3, 3, 2, 2, 1, 1, 1, 1, 1, 1, 1 | f32 1 3 3 17 | f32 1 5 5 17
#include "fovea/kernels/pool2d.h"
#include "backends/vulkan/glsl/pool_window.glsl"
#include "backends/vulkan/glsl/average_window.glsl"

uint element_count() {
  const Pool2dParams p = block.params;
  return p.batch * p.height * p.width * p.channels;
}
void element(uint i) {
  const Pool2dParams p = block.params;
  const Element x = element_of_x(i);
  float sum = 0;
  for (uint kh = 0; kh < p.kernel_h; ++kh) {
    uint oh, ow;
    if (!window_with(x.h, kh, p.stride_h, p.dilation_h, p.pad_top, p.out_height, oh)) continue;
    const int rows = counted_rows(oh);
    for (uint kw = 0; kw < p.kernel_w; ++kw) {
      if (!window_with(x.w, kw, p.stride_w, p.dilation_w, p.pad_left, p.out_width, ow)) continue;
      sum += read(0, index_of_y(x.n, oh, ow, x.c)) / float(rows * counted_columns(ow));
    }
  }
  write(0, i, sum);
}
#include "backends/vulkan/glsl/elementwise.glsl"
