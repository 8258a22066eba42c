// binary      (a, b) -> y         y[i] = f(a[i], b[i])
// binary_grad (dy, a, b) -> d     d[i] = dy[i] times the derivative of f at (a[i], b[i]): in a
//                                 where `side` is 0, in b where it is 1; d has the shape of y
// a and b are broadcast: element (i0, i1, ...) of y meets element sum of ik * a_stride[k] of a; a
// stride is 0 along an axis that a lacks. There is one size and one stride per axis, outermost
// first; axes that are contiguous in both a and b are merged. The innermost strides are 0 or 1.
#ifndef FOVEA_KERNELS_BINARY_H
#define FOVEA_KERNELS_BINARY_H
#include "fovea/kernels/params.h"
FOVEA_PARAMS_BEGIN

const uint binary_add = 0;
const uint binary_subtract = 1;
const uint binary_multiply = 2;
const uint binary_divide = 3;
const uint binary_equal = 4;  // 1 where a = b, else 0; it has no gradient
// Those below have a gradient kernel; that of the others is made of other nodes.
const uint binary_power = 5;    // a^b; NaN for a < 0 and b that is not whole
const uint binary_minimum = 6;  // half the gradient to each where they are equal; a NaN wins
const uint binary_maximum = 7;
const uint binary_prelu = 8;  // a, or b a below 0
// 1 where it is true, else 0; 0 for a NaN. They have no gradient.
const uint binary_less = 9;
const uint binary_less_or_equal = 10;

struct BinaryParams {
  uint function, side;
  uint rank;  // 1 to 8
  uint size[8], a_stride[8], b_stride[8];
};

#ifdef __cplusplus
inline WorkSize work_size(const BinaryParams& p) {
  WorkSize work_size;
  for (uint axis = 0; axis < p.rank; ++axis) work_size.x *= p.size[axis];
  return work_size;
}
#endif

FOVEA_PARAMS_END
#endif
