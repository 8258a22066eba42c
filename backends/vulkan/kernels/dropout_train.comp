#version 460
#extension GL_GOOGLE_include_directive : require
// An invocation takes four elements: one block of random numbers, one word of the mask.
// dispatch: work_size(DropoutParams)
// tile: 2048 1 1
// half: in 0, out 0
// proof: 37, 8388608, 5, 2.0 | f32 37, i32<999 2, i32<999 | f32 37, u8 37
#include "fovea/kernels/dropout.h"
#define PARAMS DropoutParams
#include "backends/vulkan/glsl/kernel.glsl"
#include "backends/vulkan/glsl/random.glsl"

uint element_count() { return (block.params.count + 3) / 4; }
void element(uint word) {
  const DropoutParams d = block.params;
  const uvec2 seed = uvec2(IN_WORD(1)[0], IN_WORD(1)[1]);
  const uvec4 bits = philox(uvec4(word, 0, d.stream, IN_WORD(2)[0]), seed);
  uint mask = 0;
  for (uint lane = 0; lane < 4; ++lane) {
    const uint i = 4 * word + lane;
    if (i >= d.count) break;
    const bool kept = bits[lane] >> 8 >= d.threshold;
    write(0, i, kept ? read(0, i) * d.scale : 0.0);
    if (kept) mask |= 1u << (8 * lane);
  }
  OUT_WORD(1)[word] = mask;
}
#include "backends/vulkan/glsl/elementwise.glsl"
