#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: work_size(SoftmaxCrossEntropyParams)
// proof: 5, 10, 0.0 | f32 5 10, i32<10 5, f32 5 | f32 5 10
// proof: 3, 131, 0.1 | f32 3 131, i32<140 3, f32 3 | f32 3 131
#include "fovea/kernels/softmax_cross_entropy.h"
#include "backends/vulkan/glsl/softmax_row.glsl"

void main() {
  const uint classes = block.params.classes;
  const float smoothing = block.params.smoothing;
  for (uint row = gl_WorkGroupID.x; row < block.params.rows; row += block.groups.x) {
    const LogSoftmax log_softmax = log_softmax_of(row);
    const int label = IN_INT(1)[row];
    const bool valid = label >= 0 && label < int(classes);
    const float dloss = IN(2)[row];
    for (uint k = gl_LocalInvocationID.x; k < classes; k += GROUP_SIZE) {
      const float target = (k == label ? 1.0 - smoothing : 0.0) + smoothing / float(classes);
      const float x = IN(0)[row * classes + k] - log_softmax.maximum - log_softmax.log_sum;
      OUT(0)[row * classes + k] = valid ? (exact_exp(x) - target) * dloss : nan();
    }
  }
}
