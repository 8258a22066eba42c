#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: conv2d_grad_input_sum_work_size(Conv2dParams)
// tile: 128 1 1
// half: in 0, out 0
#include "backends/vulkan/shapes/gemm_shape.h"
#include "backends/vulkan/glsl/conv2d_index.glsl"

void finish(uint i, uint column, float sum) { write(0, i, sum); }
GemmShape shape() { return conv2d_grad_input_gemm(p); }
#include "backends/vulkan/glsl/split_sum.glsl"
