#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: work_size(SoftmaxCrossEntropyParams)
// proof: 5, 10, 0.0 | f32 5 10, i32<10 5 | f32 5
// proof: 3, 131, 0.1 | f32 3 131, i32<140 3 | f32 3
#include "fovea/kernels/softmax_cross_entropy.h"
#include "backends/vulkan/glsl/softmax_row.glsl"

void main() {
  const uint classes = block.params.classes;
  const float smoothing = block.params.smoothing;
  for (uint row = gl_WorkGroupID.x; row < block.params.rows; row += block.groups.x) {
    const LogSoftmax log_softmax = log_softmax_of(row);
    const int label = IN_INT(1)[row];
    const bool valid = label >= 0 && label < int(classes);
    float sum = 0;
    for (uint k = gl_LocalInvocationID.x; k < classes; k += GROUP_SIZE) {
      const float target = (k == label ? 1.0 - smoothing : 0.0) + smoothing / float(classes);
      if (target > 0) sum += target * (IN(0)[row * classes + k] - log_softmax.maximum);
    }
    // The targets sum to one, so the logarithm counts once.
    const float loss = log_softmax.log_sum - group_sum(sum);
    if (gl_LocalInvocationID.x == 0) OUT(0)[row] = valid ? loss : nan();
  }
}
