#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: grad_work_size(PadParams)
// tile: 512 1 1
// proof: 2, 3, 4, 0, 0, 0, 0, 0, 0, 5, 7, 0, 0, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 0, 0, 0.5 | f32 5 7 | f32 3 4
#include "fovea/kernels/pad.h"
#define PARAMS PadParams
#include "backends/vulkan/glsl/kernel.glsl"

uint element_count() {
  uint count = 1;
  for (uint axis = 0; axis < block.params.rank; ++axis) count *= block.params.size[axis];
  return count;
}
void element(uint i) {
  uint rest = i, y = 0, stride = 1;
  for (uint axis = block.params.rank; axis-- > 0;) {
    const uint size = block.params.size[axis];
    y += (rest % size + block.params.before[axis]) * stride;
    rest /= size;
    stride *= block.params.out_size[axis];
  }
  OUT(0)[i] = IN(0)[y];
}
#include "backends/vulkan/glsl/elementwise.glsl"
