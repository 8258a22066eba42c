#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: dense_grad_weight_work_size(DenseParams)
// scratch: dense_grad_weight_scratch(DenseParams)
// then: dense_grad_weight_sum
// half: in 0 1
// proof: 5, 37, 19, 1, 1, 1, 0.1, -1.0, 6.0 | f32 5 37, f32 5 19 | f32 19 37
// proof: 700, 7, 5, 0, 0, 0, 1.0, -inf, inf | f32 700 7, f32 700 5 | f32 5 7
#include "backends/vulkan/shapes/gemm_shape.h"
#include "backends/vulkan/glsl/dense_index.glsl"

void finish(uint i, uint column, float sum) { OUT(0)[i] = sum; }
GemmShape shape() { return dense_grad_weight_gemm(p); }

#define A_INPUT 1
#define B_INPUT 0
#define A_DEPTH_FIRST 0
#define B_DEPTH_FIRST 0
uint span_length() { return p.rows; }
uint a_row(uint m) { return m; }
uint a_stride() { return p.units; }
uint b_column(uint n) { return n; }
uint b_stride() { return p.inputs; }
uint result_row(uint m) { return m * p.inputs; }
#include "backends/vulkan/glsl/gemm.glsl"
