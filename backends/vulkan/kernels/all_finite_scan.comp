#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: work_size(AllFiniteParams)
// tile: 4096 1 1
#include "fovea/kernels/all_finite.h"
#define PARAMS AllFiniteParams
#include "backends/vulkan/glsl/kernel.glsl"
layout(local_size_x = 128) in;

void main() {
  const uint stride = block.groups.x * gl_WorkGroupSize.x;
  for (uint tensor = gl_WorkGroupID.y; tensor < block.params.tensors; tensor += block.groups.y) {
    const uint count = block.params.count[tensor];
    bool finite = true;
    for (uint i = gl_GlobalInvocationID.x; i < count; i += stride) {
      finite = finite && is_finite(IN(tensor)[i]);
    }
    if (!finite) atomicAnd(OUT_INT(0)[0], 0);
  }
}
