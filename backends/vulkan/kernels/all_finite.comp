#version 460
#extension GL_GOOGLE_include_directive : require
// The flag starts as a copy of the previous one; all_finite_scan clears it.
// then: all_finite_scan
// proof: 2, 700, 5, 0, 0, 0, 0, 0 | f32 700, f32 5, i32<2 | i32
// proof: 1, 3, 0, 0, 0, 0, 0, 0 | f32 3, i32<1 | i32
#include "fovea/kernels/all_finite.h"
#define PARAMS AllFiniteParams
#include "backends/vulkan/glsl/kernel.glsl"
layout(local_size_x = 1) in;

void main() { OUT_INT(0)[0] = IN_INT(block.params.tensors)[0] != 0 ? 1 : 0; }
