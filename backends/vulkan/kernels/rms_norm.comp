#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: work_size(LayerNormParams)
// tile: 2147483647 1 1
// in place: 0 0
// half: in 0, out 0
// proof: 5, 131, 0.001, 1, 0 | f32 5 131, f32 131 | f32 5 131
// proof: 3, 7, 0.001, 0, 0 | f32 3 7 | f32 3 7
#include "backends/vulkan/shapes/layer_norm.h"
#define CENTRED 0
#include "backends/vulkan/glsl/row_norm_forward.glsl"
