// mean and its gradient.
//   mean       (x) -> y     y = sum of x / count, a scalar
//   mean_grad  (dy) -> dx   dx[i] = dy / count
#ifndef FOVEA_KERNELS_MEAN_H
#define FOVEA_KERNELS_MEAN_H
#include "fovea/kernels/params.h"
FOVEA_PARAMS_BEGIN

struct MeanParams {
  uint count;  // elements of x, never 0
};

#ifdef __cplusplus
inline WorkSize work_size(const MeanParams& p) { return {p.count}; }
#endif

FOVEA_PARAMS_END
#endif
