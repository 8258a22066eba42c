#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: work_size(GlobalAveragePoolParams)
// tile: 512 1 1
// half: in 0, out 0
// proof: 2, 15, 3 | f32 2 15 3 | f32 2 3
#include "fovea/kernels/global_average_pool.h"
#define PARAMS GlobalAveragePoolParams
#include "backends/vulkan/glsl/kernel.glsl"

uint element_count() { return block.params.batch * block.params.channels; }
void element(uint i) {
  const uint pixels = block.params.pixels, channels = block.params.channels;
  const uint first = i / channels * pixels * channels + i % channels;
  float sum = 0;  // a sum of sums of 32, for smaller rounding errors
  for (uint pixel = 0; pixel < pixels;) {
    float part = 0;
    const uint end = min(pixel + 32, pixels);
    for (; pixel < end; ++pixel) part += read(0, first + pixel * channels);
    sum += part;
  }
  write(0, i, sum / float(pixels));
}
#include "backends/vulkan/glsl/elementwise.glsl"
