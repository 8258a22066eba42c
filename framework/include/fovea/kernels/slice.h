// slice      (x) -> y     y[i] = x[start + i * step]
// slice_grad (dy) -> dx   dx[start + i * step] = dy[i], 0 elsewhere
// Elements are words of 32 bits. There is one size, start and step per axis, outermost first; an
// axis that is taken whole is merged with a contiguous one outside it, so `rank` may be less than
// the tensors'.
#ifndef FOVEA_KERNELS_SLICE_H
#define FOVEA_KERNELS_SLICE_H
#include "fovea/kernels/params.h"
FOVEA_PARAMS_BEGIN

struct SliceParams {
  uint rank;  // 1 to 8
  uint size[8], out_size[8], start[8];
  int step[8];  // never 0
};

#ifdef __cplusplus
inline WorkSize work_size(const SliceParams& p) {
  WorkSize work_size;
  for (uint axis = 0; axis < p.rank; ++axis) work_size.x *= p.out_size[axis];
  return work_size;
}
inline WorkSize grad_work_size(const SliceParams& p) {
  WorkSize work_size;
  for (uint axis = 0; axis < p.rank; ++axis) work_size.x *= p.size[axis];
  return work_size;
}
#endif

FOVEA_PARAMS_END
#endif
