// normalize (pixels, mean, deviation) -> y
//   y[i, c] = (pixels[i, c] / 255 - mean[c]) / deviation[c]
// pixels is u8 (..., channels), mean and deviation f32 (channels), y f32 like pixels.
#ifndef FOVEA_KERNELS_NORMALIZE_H
#define FOVEA_KERNELS_NORMALIZE_H
#include "fovea/kernels/params.h"
FOVEA_PARAMS_BEGIN

struct NormalizeParams {
  uint pixels, channels;  // count = pixels * channels
};

#ifdef __cplusplus
inline WorkSize work_size(const NormalizeParams& p) { return {p.pixels * p.channels}; }
#endif

FOVEA_PARAMS_END
#endif
