#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: work_size(SgdParams)
// tile: 1024 1 1
// in place: 0 0, 1 2
// proof: 37, 0, 0, 0.0, 0.01 | f32 37, f32 37, f32, i32<2 | f32 37
// proof: 37, 1, 1, 0.9, 0.01 | f32 37, f32 37, f32 37, f32, i32<2 | f32 37, f32 37
#include "fovea/kernels/sgd.h"
#define PARAMS SgdParams
#include "backends/vulkan/glsl/kernel.glsl"

uint element_count() { return block.params.count; }
void element(uint i) { 
  const SgdParams s = block.params;
  const bool velocity = s.has_velocity == 1;
  const uint scalars = velocity ? 3 : 2;
  const float rate = IN(scalars)[0];
  const bool finite = IN_INT(scalars + 1)[0] != 0;
  const float p = IN(0)[i], g = IN(1)[i] + s.weight_decay * p;
  float change = g;
  if (velocity) {
    const float old = IN(2)[i], v = s.momentum * old + g;
    change = s.nesterov == 1 ? g + s.momentum * v : v;
    OUT(1)[i] = finite ? v : old;
  }
  OUT(0)[i] = finite ? p - rate * change : p;
 }
#include "backends/vulkan/glsl/elementwise.glsl"
