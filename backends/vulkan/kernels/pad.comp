#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: work_size(PadParams)
// tile: 512 1 1
// proof: 2, 3, 4, 0, 0, 0, 0, 0, 0, 5, 7, 0, 0, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 0, 0, 0.5 | f32 3 4 | f32 5 7
#include "fovea/kernels/pad.h"
#define PARAMS PadParams
#include "backends/vulkan/glsl/kernel.glsl"

uint element_count() {
  uint count = 1;
  for (uint axis = 0; axis < block.params.rank; ++axis) count *= block.params.out_size[axis];
  return count;
}
void element(uint i) {
  uint rest = i, x = 0, stride = 1;
  bool inside = true;
  for (uint axis = block.params.rank; axis-- > 0;) {
    const uint size = block.params.size[axis], out_size = block.params.out_size[axis];
    const uint at = rest % out_size - block.params.before[axis];  // below 0 it wraps to a large one
    rest /= out_size;
    inside = inside && at < size;
    x += at * stride;
    stride *= size;
  }
  OUT(0)[i] = inside ? IN(0)[x] : block.params.value;
}
#include "backends/vulkan/glsl/elementwise.glsl"
