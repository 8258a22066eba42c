// matmul (a, b) -> y: y[g] = op(a[g]) op(b[g]), (rows, depth) times (depth, columns), for each g of
// the batch; op transposes a matrix that is stored transposed. The matrices of a and b may repeat
// along the batch: strides are in matrices, 0 along an axis that one of them lacks.
#ifndef FOVEA_KERNELS_MATMUL_H
#define FOVEA_KERNELS_MATMUL_H
#include "fovea/kernels/params.h"
FOVEA_PARAMS_BEGIN

struct MatmulParams {
  uint rows, depth, columns;
  uint turned_a, turned_b;  // 1: it is (depth, rows) or (columns, depth)
  uint rank;                // of the batch, 1 to 8
  uint size[8], a_stride[8], b_stride[8];
};

#ifdef __cplusplus
inline uint matrices(const MatmulParams& p) {
  uint count = 1;
  for (uint axis = 0; axis < p.rank; ++axis) count *= p.size[axis];
  return count;
}
inline WorkSize work_size(const MatmulParams& p) { return {p.rows * p.columns * matrices(p)}; }
#endif

FOVEA_PARAMS_END
#endif
