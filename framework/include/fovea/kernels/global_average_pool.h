// global_average_pool      (x) -> y     y[n, c] = sum over p x[n, p, c] / pixels
// global_average_pool_grad (dy) -> dx   dx[n, p, c] = dy[n, c] / pixels
// x is (N, pixels, C), y (N, C).
#ifndef FOVEA_KERNELS_GLOBAL_AVERAGE_POOL_H
#define FOVEA_KERNELS_GLOBAL_AVERAGE_POOL_H
#include "fovea/kernels/params.h"
FOVEA_PARAMS_BEGIN

struct GlobalAveragePoolParams {
  uint batch, pixels, channels;
};

#ifdef __cplusplus
inline WorkSize work_size(const GlobalAveragePoolParams& p) { return {p.batch * p.channels}; }
inline WorkSize grad_work_size(const GlobalAveragePoolParams& p) {
  return {p.batch * p.pixels * p.channels};
}
#endif

FOVEA_PARAMS_END
#endif
