// layer_norm and rms_norm with their gradients, over the rows of x (rows, size).
//   layer_norm      (x[, scale][, bias]) -> y        y = n * scale + bias
//   rms_norm        (x[, scale]) -> y                y = n * scale
//   layer_norm_grad, rms_norm_grad (dy, x[, scale]) -> dx[, dscale][, dbias]
//     dx[r, c] = inverse[r] (g[r, c] - (sum over j g[r, j] + n[r, c] t[r]) / size)
//     t[r] = sum over j g[r, j] n[r, j]
//     dscale[c] = sum over r dy[r, c] n[r, c],  dbias[c] = sum over r dy[r, c],  g = dy * scale
// In layer_norm n[r, c] = (x[r, c] - mean[r]) * inverse[r], with the row's mean and 1 / inverse the
// root of its variance + epsilon. In rms_norm n[r, c] = x[r, c] * inverse[r] and 1 / inverse is the
// root of the mean of the row's squares + epsilon; the sum over g alone is not there. scale and
// bias are (size); without a scale it counts as 1, without a bias as 0.
#ifndef FOVEA_KERNELS_LAYER_NORM_H
#define FOVEA_KERNELS_LAYER_NORM_H
#include "fovea/kernels/params.h"
FOVEA_PARAMS_BEGIN

struct LayerNormParams {
  uint rows, size;
  float epsilon;
  uint scaled, biased;  // 1: it has a scale, a bias
};

#ifdef __cplusplus
inline WorkSize work_size(const LayerNormParams& p) { return {p.size, p.rows}; }
#endif

FOVEA_PARAMS_END
#endif
