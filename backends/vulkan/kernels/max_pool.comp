#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: work_size(Pool2dParams)
// tile: 512 1 1
// half: in 0, out 0
// proof: 2, 7, 5, 3, 3, 4, 3, 2, 2, 1, 1, 1, 0, 0, 0, 0, 0 | f32 2 7 5 3 | f32 2 3 4 3, i32<2 2 3 4 3
// proof: 1, 5, 5, 17, 3, 3, 3, 3, 2, 2, 1, 1, 1, 1, 1, 1, 0 | f32 1 5 5 17 | f32 1 3 3 17
#include "fovea/kernels/pool2d.h"
#include "backends/vulkan/glsl/pool_window.glsl"

uint element_count() {
  const Pool2dParams p = block.params;
  return p.batch * p.out_height * p.out_width * p.channels;
}
void element(uint i) {
  const Element y = element_of_y(i);
  float best = 0;
  int where = -1;
  for (uint kh = 0; kh < block.params.kernel_h; ++kh) {
    for (uint kw = 0; kw < block.params.kernel_w; ++kw) {
      const int h = row_of(y.h, kh), w = column_of(y.w, kw);
      if (!in_image(h, w)) continue;
      const float value = read(0, index_of_x(y.n, h, w, y.c));
      const bool first_nan = is_nan(value) && !is_nan(best);
      const bool larger = !is_nan(value) && !is_nan(best) && value > best;
      if (where < 0 || larger || first_nan) {
        best = value;
        where = h * int(block.params.width) + w;
      }
    }
  }
  write(0, i, best);
  if (block.outputs[1] != uvec2(0)) OUT_INT(1)[i] = where;
}
#include "backends/vulkan/glsl/elementwise.glsl"
