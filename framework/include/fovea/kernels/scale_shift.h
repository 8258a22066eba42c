// scale_shift (x, scale, shift) -> y   y[r, c] = x[r, c] * scale[c] + shift[c]
#ifndef FOVEA_KERNELS_SCALE_SHIFT_H
#define FOVEA_KERNELS_SCALE_SHIFT_H
#include "fovea/kernels/params.h"
FOVEA_PARAMS_BEGIN

struct ScaleShiftParams {
  uint rows, channels;
};

#ifdef __cplusplus
inline WorkSize work_size(const ScaleShiftParams& p) { return {p.rows * p.channels}; }
#endif

FOVEA_PARAMS_END
#endif
