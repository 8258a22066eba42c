#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: work_size(UnaryParams)
// tile: 512 1 1
// in place: 0 0, 0 1
// half: in 0 1, out 0
// proof: 131, 0, 0.0, 0.0 | f32 131, f32 131 | f32 131
// proof: 131, 1, 0.0, 0.0 | f32 131, f32 131 | f32 131
// proof: 131, 2, 0.0, 0.0 | f32 131, f32 131 | f32 131
// proof: 131, 3, 0.0, 0.0 | f32 131, f32 131 | f32 131
// proof: 131, 4, 0.0, 0.0 | f32 131, f32 131 | f32 131
// proof: 131, 5, 0.0, 0.0 | f32 131, f32 131 | f32 131
// proof: 131, 6, 0.7, 0.5 | f32 131, f32 131 | f32 131
// proof: 131, 7, 0.0, 0.0 | f32 131, f32 131 | f32 131
// proof: 131, 8, 1.67, 1.05 | f32 131, f32 131 | f32 131
// proof: 131, 9, 1.5, 0.0 | f32 131, f32 131 | f32 131
// proof: 131, 10, 0.0, 0.0 | f32 131, f32 131 | f32 131
// proof: 131, 11, 0.2, 0.0 | f32 131, f32 131 | f32 131
// proof: 131, 12, 0.0, 0.0 | f32 131, f32 131 | f32 131
// proof: 131, 13, 0.0, 0.0 | f32 131, f32 131 | f32 131
#include "fovea/kernels/unary.h"
#define PARAMS UnaryParams
#include "backends/vulkan/glsl/kernel.glsl"
#include "backends/vulkan/glsl/math.glsl"

float mish_slope(float x) {
  const float w = exact_exp(x > 20.0 ? 20.0 : x), n = w * (w + 2.0), base = n + 2.0;
  return n / base + 4.0 * x * ((w * w + w) / (base * base));
}

float grad(float dy, float x) {
  const float a = block.params.alpha, b = block.params.beta;
  switch (block.params.function) {
    case unary_absolute: return x > 0.0 ? dy : x < 0.0 ? -dy : 0.0;
    case unary_negative: return -dy;
    case unary_reciprocal: return -dy / (x * x);
    case unary_sqrt: return dy / (2.0 * exact_sqrt(x));
    case unary_exp: return dy * exact_exp(x);
    case unary_log: return dy / x;
    case unary_hard_sigmoid: return a * x + b > 0.0 && a * x + b < 1.0 ? a * dy : 0.0;
    case unary_hard_swish: return x <= -3.0 ? 0.0 : x >= 3.0 ? dy : dy * (x / 3.0 + 0.5);
    case unary_selu: return b * dy * (x < 0.0 ? a * exact_exp(x) : 1.0);
    case unary_celu: return x < 0.0 ? dy * exact_exp(x / a) : dy;
    case unary_softsign: return dy / ((1.0 + abs(x)) * (1.0 + abs(x)));
    case unary_thresholded_relu: return x <= a ? 0.0 : dy;
    case unary_erf: return dy * (1.12837917 * exact_exp(-x * x));
    default: return dy * mish_slope(x);
  }
}
#include "backends/vulkan/glsl/activation_grad.glsl"
