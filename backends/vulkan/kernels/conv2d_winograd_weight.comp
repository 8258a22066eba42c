#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: conv2d_winograd_weight_work_size(Conv2dWinogradWeightParams)
// tile: 128 1 1
// proof: 5, 7, 4, 3, 0 | f32 5 3 3 7 | f32 36 7 5
// proof: 3, 17, 2, 3, 1 | f32 17 3 3 3 | f32 16 17 3
#include "backends/vulkan/shapes/winograd_shape.h"
#extension GL_EXT_control_flow_attributes : require
#define PARAMS Conv2dWinogradWeightParams
#include "backends/vulkan/glsl/kernel.glsl"

#define TRANSFORM transform_2
#define MATRIX winograd_g2
#define ROWS 4
#define COLUMNS 3
#include "backends/vulkan/glsl/winograd_transform.glsl"
#define TRANSFORM transform_4
#define MATRIX winograd_g4
#define ROWS 6
#define COLUMNS 3
#include "backends/vulkan/glsl/winograd_transform.glsl"

void store(uint products, uint i, float x[36]) {
  const uint stride = block.params.channels * block.params.out_channels;
  [[unroll]] for (uint k = 0; k < 36; ++k) {
    if (k < products) OUT(0)[k * stride + i] = x[k];
  }
}

uint element_count() { return block.params.channels * block.params.out_channels; }
void element(uint i) {
  const Conv2dWinogradWeightParams p = block.params;
  const uint c = i / p.out_channels, o = i % p.out_channels;
  float x[36];
  [[unroll]] for (uint k = 0; k < 9; ++k) {
    const uint turned = (c * 9 + 8 - k) * p.out_channels + o, plain = (o * 9 + k) * p.channels + c;
    x[k] = IN(0)[p.turned == 1 ? turned : plain];
  }
  if (p.tile == 4) {
    transform_4(x);
    store(36, i, x);
  } else {
    transform_2(x);
    store(16, i, x);
  }
}
#include "backends/vulkan/glsl/elementwise.glsl"
