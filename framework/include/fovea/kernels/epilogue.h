// What a kernel may do to each result v of channel c, at element i, before it stores it:
//   v = v * scale[c] + shift[c] + residual[i];  v = v < 0 ? slope * v : v;  v = clamp(v, low, high)
// The operands that the flags name follow the kernel's own inputs, in this order.
#ifndef FOVEA_KERNELS_EPILOGUE_H
#define FOVEA_KERNELS_EPILOGUE_H
#include "fovea/kernels/params.h"
FOVEA_PARAMS_BEGIN

struct EpilogueParams {
  uint has_scale, has_shift, has_residual;  // 0 or 1
  float slope, low, high;
};

FOVEA_PARAMS_END
#endif
