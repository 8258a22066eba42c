#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: work_size(ProbeTriadParams)
// tile: 4096 1 1
// proof: 1301 | f32 1301, f32 1301, f32 | f32 1301
#include "fovea/kernels/probe_triad.h"
#define PARAMS ProbeTriadParams
#include "backends/vulkan/glsl/kernel.glsl"

layout(local_size_x = 128) in;
layout(buffer_reference, std430, buffer_reference_align = 16) buffer Vectors { vec4 v[]; };

void main() {
  const float factor = IN(2)[0];
  const uint count = block.params.count, stride = block.groups.x * gl_WorkGroupSize.x;
  Vectors x = Vectors(block.inputs[0]), y = Vectors(block.inputs[1]);
  Vectors z = Vectors(block.outputs[0]);
  for (uint i = gl_GlobalInvocationID.x; i < count / 4; i += stride) {
    z.v[i] = x.v[i] + factor * y.v[i];
  }
  const uint rest = count / 4 * 4 + gl_GlobalInvocationID.x;
  if (rest < count) OUT(0)[rest] = IN(0)[rest] + factor * IN(1)[rest];
}
