// strided (x) -> y: element (i0, i1, ...) of y is scale * x[sum of ik * stride[k]]. With a stride
// of 0 x is repeated, with strides in another order it is transposed. Elements are f32; with a
// scale of 1 they may be any words of 32 bits. There is one size (of y) and one stride per axis,
// outermost first; axes that are contiguous in x are merged.
#ifndef FOVEA_KERNELS_STRIDED_H
#define FOVEA_KERNELS_STRIDED_H
#include "fovea/kernels/params.h"
FOVEA_PARAMS_BEGIN

struct StridedParams {
  uint rank;  // 1 to 8
  uint size[8], stride[8];
  float scale;
};

#ifdef __cplusplus
inline WorkSize work_size(const StridedParams& p) {
  WorkSize work_size;
  for (uint axis = 0; axis < p.rank; ++axis) work_size.x *= p.size[axis];
  return work_size;
}
#endif

FOVEA_PARAMS_END
#endif
