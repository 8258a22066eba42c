// The gradients of layer_norm and rms_norm with respect to x, with a workgroup per row. Leaves the
// row's statistics in scratch for the sums over rows.
#define X 1
#include "backends/vulkan/glsl/row_norm.glsl"

float scaled_gradient(uint row, uint c) {
  const float gradient = read(0, row * block.params.size + c);
  return block.params.scaled != 0 ? gradient * IN(2)[c] : gradient;
}

void main() {
  const LayerNormParams p = block.params;
  for (uint row = gl_WorkGroupID.y; row < p.rows; row += block.groups.y) {
    const vec2 statistics = row_statistics(row);
    float sum = 0, product = 0;
    for (uint c = gl_LocalInvocationID.x; c < p.size; c += GROUP_SIZE) {
      const float gradient = scaled_gradient(row, c);
      const float normalized = (read(X, row * p.size + c) - statistics.x) * statistics.y;
      sum += gradient;
      product = fma(gradient, normalized, product);
    }
    product = group_sum(product) / float(p.size);
#if CENTRED
    sum = group_sum(sum) / float(p.size);
#else
    sum = 0;
#endif
    for (uint c = gl_LocalInvocationID.x; c < p.size; c += GROUP_SIZE) {
      const float normalized = (read(X, row * p.size + c) - statistics.x) * statistics.y;
      const float centred = scaled_gradient(row, c) - sum - normalized * product;
      write(0, row * p.size + c, statistics.y * centred);
    }
    if (gl_LocalInvocationID.x == 0) {
      SCRATCH[2 * row] = statistics.x;
      SCRATCH[2 * row + 1] = statistics.y;
    }
  }
}
