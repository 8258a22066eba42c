#version 460
#extension GL_GOOGLE_include_directive : require
// proof: | i32<9, i32<9 | i32
#include "backends/vulkan/glsl/kernel.glsl"
layout(local_size_x = 1) in;

void main() { OUT_INT(0)[0] = IN_INT(0)[0] + IN_INT(1)[0]; }
