#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: extent(ConcatParams)
// tile: 512 1 1
// proof: 5, 2, 3, 4, 0, 0, 0, 0, 0, 0 | f32 5 7 | f32 5 3, f32 5 4
#define length part_length  // GLSL keeps the word for itself
#include "framework/kernels/concat.h"
#define PARAMS ConcatParams
#include "backends/vulkan/kernel.glsl"

uint row_length() {
  uint length = 0;
  for (uint k = 0; k < block.params.count; ++k) length += block.params.length[k];
  return length;
}

uint element_count() { return block.params.rows * row_length(); }
void element(uint i) {
  const uint row = row_length();
  uint at = i % row, part = 0;
  for (; at >= block.params.length[part]; ++part) at -= block.params.length[part];
  const uint other = i / row * block.params.length[part] + at;
  OUT(part)[other] = IN(0)[i];
}
#include "backends/vulkan/elementwise.glsl"
