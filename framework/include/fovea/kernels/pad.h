// pad      (x) -> y     y[i] = x[i - before] where that lies inside x, else value
// pad_grad (dy) -> dx   dx[i] = dy[i + before]
// There is one size and one `before` per axis, outermost first; an axis without padding is merged
// with the next outer one, so `rank` may be less than the tensors'.
#ifndef FOVEA_KERNELS_PAD_H
#define FOVEA_KERNELS_PAD_H
#include "fovea/kernels/params.h"
FOVEA_PARAMS_BEGIN

struct PadParams {
  uint rank;  // 1 to 8
  uint size[8], out_size[8], before[8];
  float value;
};

#ifdef __cplusplus
inline Extent extent(const PadParams& p) {
  Extent extent;
  for (uint axis = 0; axis < p.rank; ++axis) extent.x *= p.out_size[axis];
  return extent;
}
inline Extent grad_extent(const PadParams& p) {
  Extent extent;
  for (uint axis = 0; axis < p.rank; ++axis) extent.x *= p.size[axis];
  return extent;
}
#endif

FOVEA_PARAMS_END
#endif
