// sgd (p, g, [v,] learning_rate, finite) -> p' [, v']
//   g = g + weight_decay * p;  v' = momentum * v + g
//   p' = p - learning_rate * d,  d = g + momentum * v' with nesterov, else v', without v just g
// p, g and v are f32 of one shape, learning_rate is an f32 scalar, finite an i32 scalar: with 0
// the outputs are the old p and v.
#ifndef FOVEA_KERNELS_SGD_H
#define FOVEA_KERNELS_SGD_H
#include "fovea/kernels/params.h"
FOVEA_PARAMS_BEGIN

struct SgdParams {
  uint count;
  uint has_velocity, nesterov;  // 0 or 1
  float momentum, weight_decay;
};

#ifdef __cplusplus
inline WorkSize work_size(const SgdParams& p) { return {p.count}; }
#endif

FOVEA_PARAMS_END
#endif
