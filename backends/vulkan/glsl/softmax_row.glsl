// log softmax(x)[k] = x[k] - maximum - log_sum, for a row of logits, by one workgroup.
#include "fovea/kernels/softmax_cross_entropy.h"
#define PARAMS SoftmaxCrossEntropyParams
#include "backends/vulkan/glsl/kernel.glsl"
#define GROUP_SIZE 64
#include "backends/vulkan/glsl/math.glsl"
#include "backends/vulkan/glsl/reduce.glsl"

struct LogSoftmax {
  float maximum, log_sum;
};

LogSoftmax log_softmax_of(uint row) {
  const uint classes = block.params.classes;
  LogSoftmax result;
  float largest = -infinity();
  for (uint k = gl_LocalInvocationID.x; k < classes; k += GROUP_SIZE) {
    largest = max(largest, IN(0)[row * classes + k]);
  }
  result.maximum = group_max(largest);
  float sum = 0;
  for (uint k = gl_LocalInvocationID.x; k < classes; k += GROUP_SIZE) {
    sum += exact_exp(IN(0)[row * classes + k] - result.maximum);
  }
  result.log_sum = exact_log(group_sum(sum));
  return result;
}
