#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: work_size(Pool2dParams)
// tile: 512 1 1
// half: in 0, out 0
// proof: 2, 7, 5, 3, 3, 4, 3, 2, 2, 1, 1, 1, 0, 0, 0, 0, 0 | f32 2 7 5 3 | f32 2 3 4 3
// proof: 1, 5, 5, 17, 3, 3, 3, 3, 2, 2, 1, 1, 1, 1, 1, 1, 1 | f32 1 5 5 17 | f32 1 3 3 17
#include "fovea/kernels/pool2d.h"
#include "backends/vulkan/glsl/pool_window.glsl"
#include "backends/vulkan/glsl/average_window.glsl"

uint element_count() {
  const Pool2dParams p = block.params;
  return p.batch * p.out_height * p.out_width * p.channels;
}
void element(uint i) {
  const Element y = element_of_y(i);
  float sum = 0;
  for (uint kh = 0; kh < block.params.kernel_h; ++kh) {
    for (uint kw = 0; kw < block.params.kernel_w; ++kw) {
      const int h = row_of(y.h, kh), w = column_of(y.w, kw);
      if (in_image(h, w)) sum += read(0, index_of_x(y.n, h, w, y.c));
    }
  }
  write(0, i, sum / float(counted_rows(y.h) * counted_columns(y.w)));
}
#include "backends/vulkan/glsl/elementwise.glsl"
