// dense and its gradients: dense, dense_grad_input, dense_grad_weight.
//   dense             (x, weight, epilogue operands) -> y
//     y[r, u] = sum over i x[r, i] weight[u, i]
//   dense_grad_input  (dy, weight) -> dx
//     dx[r, i] = sum over u dy[r, u] weight[u, i]
//   dense_grad_weight (x, dy) -> dweight
//     dweight[u, i] = sum over r dy[r, u] x[r, i]
// x is (rows, inputs), weight (units, inputs), y (rows, units).
#ifndef FOVEA_KERNELS_DENSE_H
#define FOVEA_KERNELS_DENSE_H
#include "fovea/kernels/epilogue.h"
FOVEA_PARAMS_BEGIN

struct DenseParams {
  uint rows, inputs, units;
  EpilogueParams epilogue;
};

FOVEA_PARAMS_END
#endif
