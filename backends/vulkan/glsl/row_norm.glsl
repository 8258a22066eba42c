// The statistics of a row by one workgroup. The includer defines CENTRED, which is 1 if the mean is
// subtracted from a row, and X, the number of the input x.
#include "backends/vulkan/shapes/layer_norm.h"
#define PARAMS LayerNormParams
#include "backends/vulkan/glsl/kernel.glsl"
#define GROUP_SIZE 64
#include "backends/vulkan/glsl/reduce.glsl"

// x: the mean, or 0; y: 1 / sqrt(variance or mean square + epsilon).
vec2 row_statistics(uint row) {
  const uint size = block.params.size, begin = row * size + gl_LocalInvocationID.x;
  const uint end = (row + 1) * size;
  float mean = 0, squares = 0;
#if CENTRED
  float sum = 0;
  for (uint i = begin; i < end; i += GROUP_SIZE) sum += read(X, i);
  mean = group_sum(sum) / float(size);
#endif
  for (uint i = begin; i < end; i += GROUP_SIZE) {
    const float centred = read(X, i) - mean;
    squares = fma(centred, centred, squares);
  }
  return vec2(mean, 1.0 / sqrt(group_sum(squares) / float(size) + block.params.epsilon));
}
