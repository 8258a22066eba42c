// adam (p, g, m, v, learning_rate, finite, step) -> p', m', v'
//   decoupled: p = p - learning_rate * weight_decay * p, else g = g + weight_decay * p
//   m' = beta1 m + (1 - beta1) g;  v' = beta2 v + (1 - beta2) g^2;  t = step + 1
//   p' = p - learning_rate / (1 - beta1^t) * m' / (sqrt(v' / (1 - beta2^t)) + epsilon)
// p, g, m and v are f32 of one shape, learning_rate is an f32 scalar, finite and step i32
// scalars; step is the number of updates made before. Where finite is 0 the outputs are the old
// p, m and v.
#ifndef FOVEA_KERNELS_ADAM_H
#define FOVEA_KERNELS_ADAM_H
#include "fovea/kernels/params.h"
FOVEA_PARAMS_BEGIN

struct AdamParams {
  uint count;
  uint decoupled;  // 0 or 1
  float beta1, beta2, epsilon, weight_decay;
};

#ifdef __cplusplus
inline WorkSize work_size(const AdamParams& p) { return {p.count}; }
#endif

FOVEA_PARAMS_END
#endif
