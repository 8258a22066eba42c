// loss_scale (flag, scale, count) -> (next scale, next count)   i32, f32, i32 scalars: dynamic loss
// scaling. A good step, flag not 0, is counted; of `interval` in a row the last doubles the scale,
// as far as `largest`, and the count starts anew. A bad step halves the scale and starts it anew.
#ifndef FOVEA_KERNELS_LOSS_SCALE_H
#define FOVEA_KERNELS_LOSS_SCALE_H
#include "fovea/kernels/params.h"
FOVEA_PARAMS_BEGIN

struct LossScaleParams {
  uint interval;
  float largest;
};

FOVEA_PARAMS_END
#endif
