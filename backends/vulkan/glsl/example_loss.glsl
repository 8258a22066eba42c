// loss[n] = mean over i of l(x[n, i], t[n, i]), with a workgroup per example; the includer defines
// GROUP_SIZE and float l(float x, float t) after kernel.glsl.
#include "backends/vulkan/glsl/reduce.glsl"

void main() {
  const uint elements = block.params.elements;
  for (uint n = gl_WorkGroupID.x; n < block.params.rows; n += block.groups.x) {
    float sum = 0;
    for (uint i = gl_LocalInvocationID.x; i < elements; i += GROUP_SIZE) {
      sum += l(IN(0)[n * elements + i], IN(1)[n * elements + i]);
    }
    sum = group_sum(sum);
    if (gl_LocalInvocationID.x == 0) OUT(0)[n] = sum / float(elements);
  }
}
