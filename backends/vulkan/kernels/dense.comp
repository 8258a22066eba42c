#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: dense_work_size(DenseParams)
// scratch: dense_scratch(DenseParams)
// then: dense_sum
// half: in 0 2 3 4, out 0
// proof: 5, 37, 19, 1, 1, 1, 0.1, -1.0, 6.0 | f32 5 37, f32 19 37, f32 19, f32 19, f32 5 19 | f32 5 19
// proof: 3, 700, 7, 0, 0, 0, 1.0, -inf, inf | f32 3 700, f32 7 700 | f32 3 7
#include "backends/vulkan/shapes/gemm_shape.h"
#include "backends/vulkan/glsl/dense_index.glsl"
#include "backends/vulkan/glsl/epilogue.glsl"

void finish(uint i, uint column, float sum) {
  write(0, i, epilogue(p.epilogue, 2, sum, column, i));
}
GemmShape shape() { return dense_gemm(p); }

#define A_INPUT 0
#define B_INPUT 1
#define A_DEPTH_FIRST 1
#define B_DEPTH_FIRST 1
uint span_length() { return p.inputs; }
uint a_row(uint m) { return m * p.inputs; }
uint a_stride() { return 1; }
uint b_column(uint n) { return n * p.inputs; }
uint b_stride() { return 1; }
uint result_row(uint m) { return m * p.units; }
#include "backends/vulkan/glsl/gemm.glsl"
