// batch_norm as trained, and folded for inference; statistics are over the rows of x (rows, C).
//   batch_norm_train      (x, scale, bias) -> y, mean, inverse deviation, variance
//     y = (x - mean[c]) * inverse[c] * scale[c] + bias[c],   inverse = 1 / sqrt(v + epsilon),
//     v = sum (x - mean)^2 / rows
//     variance = v * rows / (rows - 1), the unbiased one (v for 1 row)
//   batch_norm_train_grad (dy, x, scale, mean, inverse) -> dx, dscale, dbias
//     dbias = sum dy,  dscale = sum dy * n,  n = (x - mean) * inverse,
//     dx = scale * inverse * (dy - (dbias + n * dscale) / rows)
//   batch_norm_fold       (scale, bias, mean, variance) -> a, b        so that y = x * a[c] + b[c]
//     a = scale / sqrt(variance + epsilon),  b = bias - mean * a
//   batch_norm_fold_grad  (da, db, scale, mean, variance) -> dscale, dbias, dmean, dvariance
#ifndef FOVEA_KERNELS_BATCH_NORM_H
#define FOVEA_KERNELS_BATCH_NORM_H
#include "fovea/kernels/params.h"
FOVEA_PARAMS_BEGIN

struct BatchNormParams {
  uint rows, channels;  // rows is 1 in the fold kernels
  float epsilon;
};

#ifdef __cplusplus
inline WorkSize work_size(const BatchNormParams& p) { return {p.rows * p.channels}; }
#endif

FOVEA_PARAMS_END
#endif
