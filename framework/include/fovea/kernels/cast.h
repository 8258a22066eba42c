// cast (x) -> y: y[i] = x[i] in another type. To a boolean: whether it is not 0; a NaN is not. From
// f32 to whole numbers: towards 0, the nearest that there is for those beyond, 0 for a NaN. From i32
// to u8: the lowest byte. Types by their number.
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
inline Extent extent(const CastParams& p) { return {p.count}; }
#endif

FOVEA_PARAMS_END
#endif
