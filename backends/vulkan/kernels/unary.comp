#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: work_size(UnaryParams)
// tile: 512 1 1
// in place: 0 0
// half: in 0, out 0
// proof: 131, 0, 0.0, 0.0 | f32 131 | f32 131
// proof: 131, 1, 0.0, 0.0 | f32 131 | f32 131
// proof: 131, 2, 0.0, 0.0 | f32 131 | f32 131
// proof: 131, 3, 0.0, 0.0 | f32 131 | f32 131
// proof: 131, 4, 0.0, 0.0 | f32 131 | f32 131
// proof: 131, 5, 0.0, 0.0 | f32 131 | f32 131
// proof: 131, 6, 0.7, 0.5 | f32 131 | f32 131
// proof: 131, 7, 0.0, 0.0 | f32 131 | f32 131
// proof: 131, 8, 1.67, 1.05 | f32 131 | f32 131
// proof: 131, 9, 1.5, 0.0 | f32 131 | f32 131
// proof: 131, 10, 0.0, 0.0 | f32 131 | f32 131
// proof: 131, 11, 0.2, 0.0 | f32 131 | f32 131
// proof: 131, 12, 0.0, 0.0 | f32 131 | f32 131
// proof: 131, 13, 0.0, 0.0 | f32 131 | f32 131
#include "fovea/kernels/unary.h"
#define PARAMS UnaryParams
#include "backends/vulkan/glsl/kernel.glsl"
#include "backends/vulkan/glsl/math.glsl"

float mish(float x) {
  const float w = exact_exp(x > 20.0 ? 20.0 : x), n = w * (w + 2.0);
  return x * (n / (n + 2.0));
}

// Near 0 the sum over n of (-1)^n x^(2n + 1) / (n! (2n + 1)), times 2 / sqrt(pi); beyond
// 1 - 2 tail.
float error_function(float x) {
  if (is_nan(x)) return x;
  if (abs(x) < 0.75) {
    const float square = x * x;
    float sum = 1.0 / 685440.0;
    sum = fma(sum, square, -1.0 / 75600.0);
    sum = fma(sum, square, 1.0 / 9360.0);
    sum = fma(sum, square, -1.0 / 1320.0);
    sum = fma(sum, square, 1.0 / 216.0);
    sum = fma(sum, square, -1.0 / 42.0);
    sum = fma(sum, square, 0.1);
    sum = fma(sum, square, -1.0 / 3.0);
    sum = fma(sum, square, 1.0);
    return 1.12837917 * x * sum;
  }
  const float size = 1.0 - 2.0 * normal_cdf(-1.41421356 * abs(x));
  return x < 0.0 ? -size : size;
}

float f(float x) {
  const float a = block.params.alpha, b = block.params.beta;
  switch (block.params.function) {
    case unary_absolute: return abs(x);
    case unary_negative: return -x;
    case unary_reciprocal: return 1.0 / x;
    case unary_sqrt: return exact_sqrt(x);
    case unary_exp: return exact_exp(x);
    case unary_log: return exact_log(x);
    case unary_hard_sigmoid: return between(0.0, 1.0, a * x + b);
    case unary_hard_swish: return x * between(0.0, 1.0, x / 6.0 + 0.5);
    case unary_selu: return b * (x < 0.0 ? a * exact_expm1(x) : x);
    case unary_celu: return x < 0.0 ? a * exact_expm1(x / a) : x;
    case unary_softsign: return x / (1.0 + abs(x));
    case unary_thresholded_relu: return x <= a ? 0.0 : x;
    case unary_erf: return error_function(x);
    default: return mish(x);
  }
}
#include "backends/vulkan/glsl/activation.glsl"
