#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: dense_grad_input_plain_work_size(DenseParams)
// tile: 128 1 1
// half: in 0, out 0
#include "backends/vulkan/shapes/gemm_shape.h"
#include "backends/vulkan/glsl/dense_index.glsl"

void finish(uint i, uint column, float sum) { write(0, i, sum); }
GemmShape shape() { return dense_grad_input_gemm(p); }

#define A_INPUT 0
#define B_INPUT 1
float sum_of(uint i) {
  const uint m = i / p.inputs, n = i % p.inputs;
  float sum = 0;
  for (uint k = 0; k < p.units; ++k) {
    sum = fma(read(A_INPUT, m * p.units + k), read(B_INPUT, k * p.inputs + n), sum);
  }
  return sum;
}
#include "backends/vulkan/glsl/gemm_plain.glsl"
