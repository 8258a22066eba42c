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
inline Extent extent(const AllFiniteParams& p) {
  Extent extent{1, p.tensors, 1};
  for (uint i = 0; i < p.tensors; ++i) {
    if (p.count[i] > extent.x) extent.x = p.count[i];
  }
  return extent;
}
#endif

FOVEA_PARAMS_END
#endif
