// layer_norm and rms_norm, with a workgroup per row.
#define X 0
#include "backends/vulkan/glsl/row_norm.glsl"

void main() {
  const LayerNormParams p = block.params;
  for (uint row = gl_WorkGroupID.y; row < p.rows; row += block.groups.y) {
    const vec2 statistics = row_statistics(row);
    for (uint c = gl_LocalInvocationID.x; c < p.size; c += GROUP_SIZE) {
      float value = (read(X, row * p.size + c) - statistics.x) * statistics.y;
      if (p.scaled != 0) value *= IN(1)[c];
      if (p.biased != 0) value += IN(1 + p.scaled)[c];
      write(0, row * p.size + c, value);
    }
  }
}
