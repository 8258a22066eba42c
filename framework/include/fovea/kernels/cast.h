// cast (x) -> y: y[i] = x[i] in another type, named by its number.
//   to a boolean: false for 0, true for all else, NaN too;
//   from f32 to a whole number: rounded towards 0; a value that is too large or too small becomes
//   the nearest one that fits, a NaN becomes 0;
//   from i32 to u8: the lowest byte.
#ifndef FOVEA_KERNELS_CAST_H
#define FOVEA_KERNELS_CAST_H
#include "fovea/kernels/params.h"
FOVEA_PARAMS_BEGIN

const uint cast_f32 = 0;
const uint cast_i32 = 1;
const uint cast_u8 = 2;
const uint cast_boolean = 3;  // a byte, 0 or 1

struct CastParams {
  uint count, from, to;
};

#ifdef __cplusplus
inline WorkSize work_size(const CastParams& p) { return {p.count}; }
#endif

FOVEA_PARAMS_END
#endif
