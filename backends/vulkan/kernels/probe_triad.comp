#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: extent(ProbeTriadParams)
// tile: 1024 1 1
// proof: 1301 | f32 1301, f32 1301, f32 | f32 1301
#include "framework/kernels/probe_triad.h"
#define PARAMS ProbeTriadParams
#include "backends/vulkan/kernel.glsl"

layout(local_size_x = 128) in;

void main() {
  Floats x = Floats(block.inputs[0]), y = Floats(block.inputs[1]), z = Floats(block.outputs[0]);
  const float factor = IN(2)[0];
  const uint count = block.params.count, stride = block.groups.x * gl_WorkGroupSize.x;
  for (uint i = gl_GlobalInvocationID.x; i < count; i += stride) {
    z.v[i] = x.v[i] + factor * y.v[i];
  }
}
