#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: work_size(ConcatParams)
// tile: 512 1 1
// half: in 0, out 0 1 2 3 4 5 6 7
// proof: 2, 8, 1, 2, 3, 1, 2, 3, 1, 2 | f32 2 15 | f32 2 1, f32 2 2, f32 2 3, f32 2 1, f32 2 2, f32 2 3, f32 2 1, f32 2 2
// proof: 5, 2, 3, 4, 0, 0, 0, 0, 0, 0 | f32 5 7 | f32 5 3, f32 5 4
#define length part_length  // the word is reserved in GLSL
#include "fovea/kernels/concat.h"
#define PARAMS ConcatParams
#include "backends/vulkan/glsl/kernel.glsl"

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
  write(part, other, read(0, i));
}
#include "backends/vulkan/glsl/elementwise.glsl"
