// gather      (x, indices) -> y       y[o, n, i] = x[o, indices[n], i]
// gather_grad (dy, indices) -> dx     dx[o, s, i] = sum of dy[o, n, i] over all n where
//                                     indices[n] = s
// x is (outer, size, inner) of f32, y (outer, count, inner), indices i32. Negative indices count
// from the end; an index that is outside 0 .. size-1 after that gives 0.
#ifndef FOVEA_KERNELS_GATHER_H
#define FOVEA_KERNELS_GATHER_H
#include "fovea/kernels/params.h"
FOVEA_PARAMS_BEGIN

struct GatherParams {
  uint outer, size, inner, count;
};

#ifdef __cplusplus
inline WorkSize work_size(const GatherParams& p) { return {p.outer * p.count * p.inner}; }
inline WorkSize grad_work_size(const GatherParams& p) { return {p.outer * p.size * p.inner}; }
inline WorkSize column_work_size(const GatherParams& p) { return {p.outer * p.inner}; }
#endif

FOVEA_PARAMS_END
#endif
