#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: grad_work_size(SliceParams)
// tile: 512 1 1
// proof: 3, 7, 5, 6, 0, 0, 0, 0, 0, 3, 3, 4, 0, 0, 0, 0, 0, 1, 4, 2, 0, 0, 0, 0, 0, 2, -2, 1, 0, 0, 0, 0, 0 | f32 3 3 4 | f32 7 5 6
#include "fovea/kernels/slice.h"
#define PARAMS SliceParams
#include "backends/vulkan/glsl/kernel.glsl"

uint element_count() {
  uint count = 1;
  for (uint axis = 0; axis < block.params.rank; ++axis) count *= block.params.size[axis];
  return count;
}
void element(uint i) {
  uint rest = i, y = 0, stride = 1;
  bool hit = true;
  for (uint axis = block.params.rank; axis-- > 0;) {
    const uint size = block.params.size[axis], out_size = block.params.out_size[axis];
    const int step = block.params.step[axis];
    // An element on the wrong side of the start is not taken; so the division is of
    // positive numbers.
    const int along = int(rest % size) - int(block.params.start[axis]);
    const int distance = step < 0 ? -along : along;
    const uint pace = uint(abs(step)), at = uint(max(distance, 0)) / pace;
    hit = hit && distance >= 0 && at * pace == uint(distance) && at < out_size;
    rest /= size;
    y += at * stride;
    stride *= out_size;
  }
  float value = 0.0;
  if (hit) value = IN(0)[y];
  OUT(0)[i] = value;
}
#include "backends/vulkan/glsl/elementwise.glsl"
