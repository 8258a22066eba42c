#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: work_size(ElementwiseParams)
// tile: 4096 1 1
// in place: 0 0
// half: in 0, out 0
// proof: 52, 0.0, 0.0 | f32 13 | f32 13
// proof: 7, 0.0, 0.0 | u8 7 | u8 7
#include "fovea/kernels/elementwise.h"
#define PARAMS ElementwiseParams
#include "backends/vulkan/glsl/kernel.glsl"

// The count is in bytes; for halves it is the number that floats would have.
uint element_count() { return (block.params.count + 3) / 4; }
void element(uint i) {
  if (halves == 0) {
    OUT_WORD(0)[i] = IN_WORD(0)[i];
  } else {
    write(0, i, read(0, i));
  }
}
#include "backends/vulkan/glsl/elementwise.glsl"
