// concat      (x0, x1, ...) -> y       each of the `rows` rows of y is a row of x0,
// concat_grad (dy) -> dx0, dx1, ...    one of x1 and so on; lengths are in elements
#ifndef FOVEA_KERNELS_CONCAT_H
#define FOVEA_KERNELS_CONCAT_H
#include "fovea/kernels/params.h"
FOVEA_PARAMS_BEGIN

struct ConcatParams {
  uint rows, count;  // count: of the parts, 1 to 8
  uint length[8];
};

#ifdef __cplusplus
inline WorkSize work_size(const ConcatParams& p) {
  uint row = 0;
  for (uint k = 0; k < p.count; ++k) row += p.length[k];
  return {p.rows * row};
}
#endif

FOVEA_PARAMS_END
#endif
