#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: work_size(WhereParams)
// tile: 512 1 1
// in place: 0 0, 0 1, 0 2
// half: in 0 1 2, out 0
// proof: 3, 3, 5, 7, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 7, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0 | f32 7, f32 3 1 7, f32 5 1 | f32 3 5 7
#include "fovea/kernels/where.h"
#define PARAMS WhereParams
#include "backends/vulkan/glsl/kernel.glsl"

uint element_count() {
  uint count = 1;
  for (uint axis = 0; axis < block.params.rank; ++axis) count *= block.params.size[axis];
  return count;
}
void element(uint i) {
  uvec3 at = uvec3(0);
  uint rest = i;
  for (uint axis = block.params.rank; axis-- > 0;) {
    const uint size = block.params.size[axis];
    at += rest % size * uvec3(block.params.c_stride[axis], block.params.a_stride[axis],
                              block.params.b_stride[axis]);
    rest /= size;
  }
  const float c = read(0, at.x);
  write(0, i, is_nan(c) || c != 0.0 ? read(1, at.y) : read(2, at.z));
}
#include "backends/vulkan/glsl/elementwise.glsl"
