#version 460
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_control_flow_attributes : require
// Eight chains per invocation, which hide the latency of a device with few invocations per unit.
// dispatch: work_size(ProbeFmaParams)
// tile: 1024 1 1
// proof: 1301, 1 | f32 2 | f32 1301
#include "fovea/kernels/probe_fma.h"
#define PARAMS ProbeFmaParams
#include "backends/vulkan/glsl/kernel.glsl"
layout(local_size_x = 128) in;

void main() {
  const uint count = block.params.count, rounds = block.params.rounds;
  const float scale = IN(0)[0], shift = IN(0)[1];
  Floats y = Floats(block.outputs[0]);
  const uint stride = block.groups.x * 1024;
  for (uint first = gl_GlobalInvocationID.x * 8; first < count; first += stride) {
    float v[8];
    [[unroll]] for (uint k = 0; k < 8; ++k) v[k] = float((first + k) % 64);
    for (uint round = 0; round < rounds; ++round) {
      [[unroll]] for (uint repeat = 0; repeat < 16; ++repeat) {
        [[unroll]] for (uint k = 0; k < 8; ++k) v[k] = v[k] * scale + shift;
      }
    }
    [[unroll]] for (uint k = 0; k < 8; ++k) {
      if (first + k < count) y.v[first + k] = v[k];
    }
  }
}
