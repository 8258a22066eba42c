// dropout_train (x, seed, step) -> y, mask   mask = r >> 8 >= threshold,  y = mask ? x * scale : 0
// dropout_grad  (dy, mask) -> dx             dx = mask ? dy * scale : 0
// seed is i32 (2), step an i32 scalar, mask u8; r is 32 random bits per element, those of
// Random(seed, stream, step) in fovea/core/random.h: lanes of Philox 4x32-10 with counter
// (element / 4, 0, stream, step) and the seed as key.
#ifndef FOVEA_KERNELS_DROPOUT_H
#define FOVEA_KERNELS_DROPOUT_H
#include "fovea/kernels/params.h"
FOVEA_PARAMS_BEGIN

struct DropoutParams {
  uint count;
  uint threshold;  // the rate in units of 2^-24
  uint stream;
  float scale;  // 1 / (1 - rate)
};

#ifdef __cplusplus
inline WorkSize work_size(const DropoutParams& p) { return {p.count}; }
#endif

FOVEA_PARAMS_END
#endif
