// local_response_norm      (x) -> y        y[r, c] = x[r, c] * s[r, c]^-beta
// local_response_norm_grad (dy, x) -> dx
//   dx[r, c] = dy[r, c] * s[r, c]^-beta
//              - 2 alpha beta / size * x[r, c] * sum of dy[r, j] x[r, j] s[r, j]^(-beta - 1)
//   s[r, c]  = k + alpha / size * sum of x[r, j]^2
// In s, j runs from c - (size - 1) / 2 to c + size / 2 inside the channels (halves rounded down);
// in the gradient over the j whose window has c, c - size / 2 to c + (size - 1) / 2.
#ifndef FOVEA_KERNELS_LOCAL_RESPONSE_NORM_H
#define FOVEA_KERNELS_LOCAL_RESPONSE_NORM_H
#include "fovea/kernels/params.h"
FOVEA_PARAMS_BEGIN

struct LocalResponseNormParams {
  uint rows, channels;
  uint size;
  float alpha, beta, k;
};

#ifdef __cplusplus
inline WorkSize work_size(const LocalResponseNormParams& p) { return {p.rows * p.channels}; }
#endif

FOVEA_PARAMS_END
#endif
