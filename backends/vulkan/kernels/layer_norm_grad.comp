#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: work_size(LayerNormParams)
// scratch: norm_scratch(LayerNormParams)
// then: layer_norm_grad_split
// tile: 2147483647 1 1
// half: in 0 1, out 0
// proof: 701, 17, 0.001, 1, 1 | f32 701 17, f32 701 17, f32 17 | f32 701 17, f32 17, f32 17
// proof: 3, 131, 0.001, 0, 0 | f32 3 131, f32 3 131 | f32 3 131
#include "backends/vulkan/shapes/layer_norm.h"
#define CENTRED 1
#include "backends/vulkan/glsl/row_norm_grad.glsl"
