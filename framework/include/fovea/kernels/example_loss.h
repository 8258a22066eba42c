// Losses that compare a prediction x with a target t element by element and average over each
// example; x, t and dx are f32 (rows, elements), loss and dloss f32 (rows).
//   KIND       (x, t) -> loss        loss[n] = mean over i of l(x[n, i], t[n, i])
//   KIND_grad  (x, t, dloss) -> dx   dx[n, i] = dl/dx * dloss[n] / elements
// with l and dl/dx of
//   mean_squared_error    (x - t)^2;  2 (x - t)
//   mean_absolute_error   |x - t|;  the sign of x - t, 0 at 0
//   binary_cross_entropy  from_logits: max(x, 0) - x t + log(1 + e^-|x|);  1 / (1 + e^-x) - t
//                         else: -t max(log x, -100) - (1 - t) max(log(1 - x), -100);
//                               (x - t) / max(x (1 - x), 1e-12)
#ifndef FOVEA_KERNELS_EXAMPLE_LOSS_H
#define FOVEA_KERNELS_EXAMPLE_LOSS_H
#include "fovea/kernels/params.h"
FOVEA_PARAMS_BEGIN

struct ExampleLossParams {
  uint rows, elements;
  uint from_logits;  // 0 or 1; 0 where it does not apply
};

#ifdef __cplusplus
inline WorkSize work_size(const ExampleLossParams& p) { return {p.rows}; }
#endif

FOVEA_PARAMS_END
#endif
