#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: dense_grad_input_work_size(DenseParams)
// scratch: dense_grad_input_scratch(DenseParams)
// then: dense_grad_input_sum
// half: in 0, out 0
// proof: 5, 37, 19, 1, 1, 1, 0.1, -1.0, 6.0 | f32 5 19, f32 19 37 | f32 5 37
#include "backends/vulkan/shapes/gemm_shape.h"
#include "backends/vulkan/glsl/dense_index.glsl"

void finish(uint i, uint column, float sum) { write(0, i, sum); }
GemmShape shape() { return dense_grad_input_gemm(p); }

#define A_INPUT 0
#define B_INPUT 1
#define A_DEPTH_FIRST 1
#define B_DEPTH_FIRST 0
uint span_length() { return p.units; }
uint a_row(uint m) { return m * p.units; }
uint a_stride() { return 1; }
uint b_column(uint n) { return n; }
uint b_stride() { return p.inputs; }
uint result_row(uint m) { return m * p.inputs; }
#include "backends/vulkan/glsl/gemm.glsl"
