#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: dense_plain_work_size(DenseParams)
// tile: 128 1 1
// half: in 0 2 3 4, out 0
#include "backends/vulkan/shapes/gemm_shape.h"
#include "backends/vulkan/glsl/dense_index.glsl"
#include "backends/vulkan/glsl/epilogue.glsl"

void finish(uint i, uint column, float sum) {
  write(0, i, epilogue(p.epilogue, 2, sum, column, i));
}
GemmShape shape() { return dense_gemm(p); }

#define A_INPUT 0
#define B_INPUT 1
float sum_of(uint i) {
  const uint m = i / p.units, n = i % p.units;
  float sum = 0;
  for (uint k = 0; k < p.inputs; ++k) {
    sum = fma(read(A_INPUT, m * p.inputs + k), read(B_INPUT, n * p.inputs + k), sum);
  }
  return sum;
}
#include "backends/vulkan/glsl/gemm_plain.glsl"
