// unary      (x) -> y        y[i] = f(x[i])
// unary_grad (dy, x) -> dx   dx[i] = dy[i] f'(x[i])
// Functions of one number that need no kernel of their own. Each has a number; a and b are
// alpha and beta.
#ifndef FOVEA_KERNELS_UNARY_H
#define FOVEA_KERNELS_UNARY_H
#include "fovea/kernels/params.h"
FOVEA_PARAMS_BEGIN

const uint unary_absolute = 0;           // |x|, derivative 0 at 0
const uint unary_negative = 1;           // -x
const uint unary_reciprocal = 2;         // 1 / x
const uint unary_sqrt = 3;               // square root of x
const uint unary_exp = 4;                // e^x
const uint unary_log = 5;                // log x
const uint unary_hard_sigmoid = 6;       // a x + b, limited to 0 .. 1
const uint unary_hard_swish = 7;         // x times (x / 6 + 1 / 2, limited to 0 .. 1)
const uint unary_selu = 8;               // b x, or b a (e^x - 1) below 0
const uint unary_celu = 9;               // x, or a (e^(x / a) - 1) below 0
const uint unary_softsign = 10;          // x / (1 + |x|)
const uint unary_thresholded_relu = 11;  // x where x > a, else 0
const uint unary_mish = 12;              // x tanh(log(1 + e^x))
const uint unary_erf = 13;               // 2 / sqrt(pi) times the integral of e^-(t^2) from 0 to x
const uint unary_count = 14;

struct UnaryParams {
  uint count, function;
  float alpha, beta;
};

#ifdef __cplusplus
inline WorkSize work_size(const UnaryParams& p) { return {p.count}; }
#endif

FOVEA_PARAMS_END
#endif
