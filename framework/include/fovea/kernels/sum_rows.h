// sum_rows (x) -> y   y[c] = sum over r x[r, c];   x is (rows, channels), y (channels)
#ifndef FOVEA_KERNELS_SUM_ROWS_H
#define FOVEA_KERNELS_SUM_ROWS_H
#include "fovea/kernels/params.h"
FOVEA_PARAMS_BEGIN

struct SumRowsParams {
  uint rows, channels;
};

#ifdef __cplusplus
inline WorkSize work_size(const SumRowsParams& p) { return {p.channels}; }
#endif

FOVEA_PARAMS_END
#endif
