// probe_fma (factors) -> y   y[i] = f(f(... i % 64)), 16 * rounds times f(v) = v * factors[0] +
// factors[1], all in registers: what multiply-adds a device reaches. factors is f32 (2).
#ifndef FOVEA_KERNELS_PROBE_FMA_H
#define FOVEA_KERNELS_PROBE_FMA_H
#include "fovea/kernels/params.h"
FOVEA_PARAMS_BEGIN

struct ProbeFmaParams {
  uint count, rounds;
};

#ifdef __cplusplus
inline WorkSize work_size(const ProbeFmaParams& p) { return {p.count}; }
#endif

FOVEA_PARAMS_END
#endif
