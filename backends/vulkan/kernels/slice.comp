#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: work_size(SliceParams)
// tile: 512 1 1
// proof: 3, 7, 5, 6, 0, 0, 0, 0, 0, 3, 3, 4, 0, 0, 0, 0, 0, 1, 4, 2, 0, 0, 0, 0, 0, 2, -2, 1, 0, 0, 0, 0, 0 | f32 7 5 6 | f32 3 3 4
#include "fovea/kernels/slice.h"
#define PARAMS SliceParams
#include "backends/vulkan/glsl/kernel.glsl"

uint element_count() {
  uint count = 1;
  for (uint axis = 0; axis < block.params.rank; ++axis) count *= block.params.out_size[axis];
  return count;
}
void element(uint i) {
  uint rest = i, x = 0, stride = 1;
  for (uint axis = block.params.rank; axis-- > 0;) {
    const uint out_size = block.params.out_size[axis];
    x += uint(int(block.params.start[axis]) + int(rest % out_size) * block.params.step[axis]) * stride;
    rest /= out_size;
    stride *= block.params.size[axis];
  }
  OUT_WORD(0)[i] = IN_WORD(0)[x];
}
#include "backends/vulkan/glsl/elementwise.glsl"
