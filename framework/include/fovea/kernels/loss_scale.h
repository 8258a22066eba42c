// loss_scale (flag, scale, count) -> (next scale, next count)   i32, f32, i32 scalars: dynamic loss
// scaling. A good step (flag is not 0) is counted. After `interval` good steps in a row the scale
// is doubled, up to `largest`, and the count starts again at 0. A bad step halves the scale and
// sets the count to 0.
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
