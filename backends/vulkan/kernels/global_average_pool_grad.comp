#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: grad_work_size(GlobalAveragePoolParams)
// tile: 512 1 1
// half: in 0, out 0
// proof: 2, 15, 3 | f32 2 3 | f32 2 15 3
#include "fovea/kernels/global_average_pool.h"
#define PARAMS GlobalAveragePoolParams
#include "backends/vulkan/glsl/kernel.glsl"

uint element_count() { return block.params.batch * block.params.pixels * block.params.channels; }
void element(uint i) {
  const uint pixels = block.params.pixels, channels = block.params.channels;
  const uint image = i / (pixels * channels);
  write(0, i, read(0, image * channels + i % channels) / float(pixels));
}
#include "backends/vulkan/glsl/elementwise.glsl"
