// probe_triad (x, y, factor) -> z   z[i] = x[i] + factor * y[i]: what bandwidth a device reaches
// (McCalpin's STREAM triad, 1995). factor is an f32 scalar.
#ifndef FOVEA_KERNELS_PROBE_TRIAD_H
#define FOVEA_KERNELS_PROBE_TRIAD_H
#include "fovea/kernels/params.h"
FOVEA_PARAMS_BEGIN

struct ProbeTriadParams {
  uint count;
};

#ifdef __cplusplus
inline WorkSize work_size(const ProbeTriadParams& p) { return {p.count}; }
#endif

FOVEA_PARAMS_END
#endif
