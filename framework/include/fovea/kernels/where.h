// where (c, a, b) -> y: y[i] = a[i] where c[i] is not 0 (also where it is NaN), else b[i]. The
// inputs are broadcast, as those of binary are: element (i0, i1, ...) of y meets element sum of
// ik * stride[k] of each.
#ifndef FOVEA_KERNELS_WHERE_H
#define FOVEA_KERNELS_WHERE_H
#include "fovea/kernels/params.h"
FOVEA_PARAMS_BEGIN

struct WhereParams {
  uint rank;  // 1 to 8
  uint size[8], c_stride[8], a_stride[8], b_stride[8];
};

#ifdef __cplusplus
inline WorkSize work_size(const WhereParams& p) {
  WorkSize work_size;
  for (uint axis = 0; axis < p.rank; ++axis) work_size.x *= p.size[axis];
  return work_size;
}
#endif

FOVEA_PARAMS_END
#endif
