// Kernels that compute each element of y from the same element of their inputs.
#ifndef FOVEA_KERNELS_ELEMENTWISE_H
#define FOVEA_KERNELS_ELEMENTWISE_H
#include "fovea/kernels/params.h"
FOVEA_PARAMS_BEGIN

struct ElementwiseParams {
  uint count;         // elements, or bytes for identity
  float alpha, beta;  // the layer's own constants; 0 where it has none
};

#ifdef __cplusplus
inline WorkSize work_size(const ElementwiseParams& p) { return {p.count}; }
#endif

FOVEA_PARAMS_END
#endif
