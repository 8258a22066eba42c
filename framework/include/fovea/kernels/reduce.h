// reduce (x) -> y: for each element of the kept axes the sum, times scale, or the maximum over the
// others. The sizes are those of x, outermost axis first. Adjacent axes of the same kind are
// merged, so kept and reduced axes alternate.
#ifndef FOVEA_KERNELS_REDUCE_H
#define FOVEA_KERNELS_REDUCE_H
#include "fovea/kernels/params.h"
FOVEA_PARAMS_BEGIN

const uint reduce_function_sum = 0;
const uint reduce_function_max = 1;  // a NaN wins

struct ReduceParams {
  uint function;
  uint rank;           // 1 to 8
  uint first_reduced;  // 0 or 1: is axis 0 reduced? Then 2, 4, ... are
  uint size[8];
  float scale;
};

#ifdef __cplusplus
inline WorkSize work_size(const ReduceParams& p) {
  WorkSize work_size;
  for (uint axis = p.first_reduced; axis < p.rank; axis += 2) work_size.x *= p.size[axis];
  return work_size;
}
#endif

FOVEA_PARAMS_END
#endif
