#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: dense_sum_work_size(DenseParams)
// tile: 128 1 1
// half: in 0 2 3 4, out 0
#include "backends/vulkan/shapes/gemm_shape.h"
#include "backends/vulkan/glsl/dense_index.glsl"
#include "backends/vulkan/glsl/epilogue.glsl"

void finish(uint i, uint column, float sum) {
  write(0, i, epilogue(p.epilogue, 2, sum, column, i));
}
GemmShape shape() { return dense_gemm(p); }
#include "backends/vulkan/glsl/split_sum.glsl"
