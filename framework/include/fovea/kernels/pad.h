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
inline WorkSize work_size(const PadParams& p) {
  WorkSize work_size;
  for (uint axis = 0; axis < p.rank; ++axis) work_size.x *= p.out_size[axis];
  return work_size;
}
inline WorkSize grad_work_size(const PadParams& p) {
  WorkSize work_size;
  for (uint axis = 0; axis < p.rank; ++axis) work_size.x *= p.size[axis];
  return work_size;
}
#endif

FOVEA_PARAMS_END
#endif
