#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: conv2d_grad_weight_sum_work_size(Conv2dParams)
// tile: 128 1 1
#include "backends/vulkan/shapes/gemm_shape.h"
#include "backends/vulkan/glsl/conv2d_index.glsl"

void finish(uint i, uint column, float sum) { OUT(0)[i] = sum; }
GemmShape shape() { return conv2d_grad_weight_gemm(p); }
#include "backends/vulkan/glsl/split_sum.glsl"
