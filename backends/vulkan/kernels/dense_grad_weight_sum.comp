#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: dense_grad_weight_sum_work_size(DenseParams)
// tile: 128 1 1
#include "backends/vulkan/shapes/gemm_shape.h"
#include "backends/vulkan/glsl/dense_index.glsl"

void finish(uint i, uint column, float sum) { OUT(0)[i] = sum; }
GemmShape shape() { return dense_grad_weight_gemm(p); }
#include "backends/vulkan/glsl/split_sum.glsl"
