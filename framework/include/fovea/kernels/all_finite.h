// all_finite (x0, ..., previous) -> flag   i32 scalar: 1 if previous is not 0 and no element of
// the f32 tensors x0, ... is infinite or NaN, else 0. There are 1 to 7 tensors.
#ifndef FOVEA_KERNELS_ALL_FINITE_H
#define FOVEA_KERNELS_ALL_FINITE_H
#include "fovea/kernels/params.h"
FOVEA_PARAMS_BEGIN

struct AllFiniteParams {
  uint tensors;
  uint count[7];  // elements of each; 0 for those that are not there
};

#ifdef __cplusplus
inline WorkSize work_size(const AllFiniteParams& p) {
  WorkSize work_size{1, p.tensors, 1};
  for (uint i = 0; i < p.tensors; ++i) {
    if (p.count[i] > work_size.x) work_size.x = p.count[i];
  }
  return work_size;
}
#endif

FOVEA_PARAMS_END
#endif
