#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: work_size(DropoutParams)
// tile: 512 1 1
// half: in 0, out 0
// proof: 37, 1000, 5, 2.0 | f32 37, u8 37 | f32 37
#include "fovea/kernels/dropout.h"
#define PARAMS DropoutParams
#include "backends/vulkan/glsl/kernel.glsl"

uint element_count() { return block.params.count; }
void element(uint i) {
  const uint mask = byte_of(IN_WORD(1)[i / 4], i);
  write(0, i, mask != 0 ? read(0, i) * block.params.scale : 0.0);
}
#include "backends/vulkan/glsl/elementwise.glsl"
