#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: work_size(LocalResponseNormParams)
// tile: 512 1 1
// half: in 0, out 0
// proof: 3, 17, 4, 0.7, 0.75, 1.5 | f32 3 17 | f32 3 17
#include "fovea/kernels/local_response_norm.h"
#define PARAMS LocalResponseNormParams
#include "backends/vulkan/glsl/kernel.glsl"
#include "backends/vulkan/glsl/math.glsl"
#define X(i) read(0, i)
#include "backends/vulkan/glsl/local_response_norm.glsl"

void element(uint i) {
  const uint c = i % block.params.channels;
  write(0, i, X(i) * power(base(i - c, c), -block.params.beta));
}
#include "backends/vulkan/glsl/elementwise.glsl"
