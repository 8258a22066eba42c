// count_correct (x, label) -> count   i32 scalar: the rows n in which label[n] is the first
// largest element of x[n]. A row with a NaN or a label outside 0 .. classes - 1 does not count.
// x is f32 (rows, classes), label i32 (rows).
#ifndef FOVEA_KERNELS_COUNT_CORRECT_H
#define FOVEA_KERNELS_COUNT_CORRECT_H
#include "fovea/kernels/params.h"
FOVEA_PARAMS_BEGIN

struct CountCorrectParams {
  uint rows, classes;
};

#ifdef __cplusplus
inline WorkSize work_size(const CountCorrectParams& p) { return {p.rows}; }
#endif

FOVEA_PARAMS_END
#endif
