#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: work_size(LocalResponseNormParams)
// tile: 512 1 1
// half: in 0 1, out 0
// proof: 3, 17, 4, 0.7, 0.75, 1.5 | f32 3 17, f32 3 17 | f32 3 17
#include "fovea/kernels/local_response_norm.h"
#define PARAMS LocalResponseNormParams
#include "backends/vulkan/glsl/kernel.glsl"
#include "backends/vulkan/glsl/math.glsl"
#define X(i) read(1, i)
#include "backends/vulkan/glsl/local_response_norm.glsl"

void element(uint i) {
  const LocalResponseNormParams p = block.params;
  const uint c = i % p.channels, first = i - c, before = p.size / 2;
  const uint begin = c > before ? c - before : 0, last = min(c + (p.size - 1) / 2, p.channels - 1);
  float sum = 0.0;
  for (uint j = begin; j <= last; ++j) {
    sum += read(0, first + j) * X(first + j) * power(base(first, j), -p.beta - 1.0);
  }
  const float factor = 2.0 * p.alpha * p.beta / float(p.size);
  write(0, i, read(0, i) * power(base(first, c), -p.beta) - factor * X(i) * sum);
}
#include "backends/vulkan/glsl/elementwise.glsl"
