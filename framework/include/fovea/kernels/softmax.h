// softmax and log_softmax with their gradients, over the rows of x (rows, classes).
//   softmax           (x) -> y        y[n, k] = e^x[n, k] / sum over j of e^x[n, j]
//   softmax_grad      (dy, y) -> dx   dx[n, k] = y[n, k] (dy[n, k] - sum over j dy[n, j] y[n, j])
//   log_softmax       (x) -> y        y[n, k] = x[n, k] - log(sum over j of e^x[n, j])
//   log_softmax_grad  (dy, y) -> dx   dx[n, k] = dy[n, k] - e^y[n, k] sum over j dy[n, j]
#ifndef FOVEA_KERNELS_SOFTMAX_H
#define FOVEA_KERNELS_SOFTMAX_H
#include "fovea/kernels/params.h"
FOVEA_PARAMS_BEGIN

struct SoftmaxParams {
  uint rows, classes;
};

#ifdef __cplusplus
inline WorkSize work_size(const SoftmaxParams& p) { return {p.classes, p.rows}; }
#endif

FOVEA_PARAMS_END
#endif
