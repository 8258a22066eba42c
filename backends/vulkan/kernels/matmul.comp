#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: work_size(MatmulParams)
// tile: 128 1 1
// proof: 5, 7, 9, 0, 0, 2, 2, 3, 0, 0, 0, 0, 0, 0, 3, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0 | f32 6 5 7, f32 2 7 9 | f32 6 5 9
// proof: 5, 7, 9, 1, 1, 1, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0 | f32 7 5, f32 3 9 7 | f32 3 5 9
#include "fovea/kernels/matmul.h"
#define PARAMS MatmulParams
#include "backends/vulkan/glsl/kernel.glsl"

uint element_count() {
  uint count = block.params.rows * block.params.columns;
  for (uint axis = 0; axis < block.params.rank; ++axis) count *= block.params.size[axis];
  return count;
}
void element(uint i) {
  const MatmulParams p = block.params;
  const uint column = i % p.columns, row = i / p.columns % p.rows;
  uint rest = i / (p.columns * p.rows), a = 0, b = 0;
  for (uint axis = p.rank; axis-- > 0;) {
    a += rest % p.size[axis] * p.a_stride[axis];
    b += rest % p.size[axis] * p.b_stride[axis];
    rest /= p.size[axis];
  }
  a = a * p.rows * p.depth + (p.turned_a != 0 ? row : row * p.depth);
  b = b * p.columns * p.depth + (p.turned_b != 0 ? column * p.depth : column);
  const uint a_step = p.turned_a != 0 ? p.rows : 1, b_step = p.turned_b != 0 ? 1 : p.columns;
  float sum = 0;
  for (uint k = 0; k < p.depth; ++k) sum = fma(IN(0)[a + k * a_step], IN(1)[b + k * b_step], sum);
  OUT(0)[i] = sum;
}
#include "backends/vulkan/glsl/elementwise.glsl"
