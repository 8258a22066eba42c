#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: work_size(CastParams)
// tile: 4096 1 1
// proof: 13, 0, 1 | f32+ 13 | i32 13
// proof: 13, 0, 2 | f32+ 13 | u8 13
// proof: 13, 0, 3 | f32 13 | u8 13
// proof: 13, 1, 0 | i32<1000 13 | f32 13
// proof: 13, 1, 2 | i32<1000 13 | u8 13
// proof: 13, 2, 0 | u8 13 | f32 13
// proof: 13, 2, 1 | u8 13 | i32 13
#include "fovea/kernels/cast.h"
#define PARAMS CastParams
#include "backends/vulkan/glsl/kernel.glsl"

int whole(float x, int low, int high) {
  if (is_nan(x)) return 0;
  if (x <= float(low)) return low;
  return x >= float(high) ? high : int(x);
}

// Looks at the bits: a device may treat the smallest numbers as 0.
bool is_zero(float x) { return (floatBitsToUint(x) & 0x7fffffffu) == 0; }

// Four elements at once, which are a word of bytes.
uint element_count() { return (block.params.count + 3) / 4; }
void element(uint word) {
  const CastParams p = block.params;
  const bool real = p.from == cast_f32;
  uint bytes = 0;
  for (uint j = 0; j < 4; ++j) {
    const uint i = 4 * word + j;
    if (i >= p.count) break;
    float x = 0.0;
    int n = 0;
    if (real) {
      x = IN(0)[i];
    } else if (p.from == cast_i32) {
      n = IN_INT(0)[i];
    } else {
      n = int(byte_of(IN_WORD(0)[word], i));
    }
    if (p.to == cast_f32) {
      OUT(0)[i] = real ? x : float(n);
    } else if (p.to == cast_i32) {
      OUT_INT(0)[i] = real ? whole(x, -2147483647 - 1, 2147483647) : n;
    } else if (p.to == cast_u8) {
      bytes |= uint(real ? whole(x, 0, 255) : n & 255) << (8 * j);
    } else {
      bytes |= uint(real ? !is_zero(x) : n != 0) << (8 * j);
    }
  }
  if (p.to == cast_u8 || p.to == cast_boolean) OUT_WORD(0)[word] = bytes;
}
#include "backends/vulkan/glsl/elementwise.glsl"
