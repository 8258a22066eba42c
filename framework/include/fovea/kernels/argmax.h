// argmax (x) -> y: y[o, i] = the s with the largest x[o, s, i], an i32; if several are equal, the
// first of them, or the last. A NaN is larger than any number. x is (outer, size, inner), y
// (outer, inner).
#ifndef FOVEA_KERNELS_ARGMAX_H
#define FOVEA_KERNELS_ARGMAX_H
#include "fovea/kernels/params.h"
FOVEA_PARAMS_BEGIN

struct ArgmaxParams {
  uint outer, size, inner;
  uint last;  // 0 or 1
};

#ifdef __cplusplus
inline WorkSize work_size(const ArgmaxParams& p) { return {p.outer * p.inner}; }
#endif

FOVEA_PARAMS_END
#endif
