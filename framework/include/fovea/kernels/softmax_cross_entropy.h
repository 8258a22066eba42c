// softmax_cross_entropy and its gradient.
//   softmax_cross_entropy       (x, label) -> loss     loss[n] = -sum over k q[n, k] log p[n, k]
//   softmax_cross_entropy_grad  (x, label, dloss) -> dx
//                                                dx[n, k] = (p[n, k] - q[n, k]) * dloss[n]
// p[n] = softmax of x[n], q[n, k] = (1 - smoothing) [k == label[n]] + smoothing / classes.
// x is f32 (rows, classes), label i32 (rows), loss and dloss f32 (rows). A label outside
// 0 .. classes - 1 makes its row NaN.
#ifndef FOVEA_KERNELS_SOFTMAX_CROSS_ENTROPY_H
#define FOVEA_KERNELS_SOFTMAX_CROSS_ENTROPY_H
#include "fovea/kernels/params.h"
FOVEA_PARAMS_BEGIN

struct SoftmaxCrossEntropyParams {
  uint rows, classes;
  float smoothing;  // in [0, 1)
};

#ifdef __cplusplus
inline WorkSize work_size(const SoftmaxCrossEntropyParams& p) { return {p.rows}; }
#endif

FOVEA_PARAMS_END
#endif
