#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: work_size(AdamParams)
// tile: 1024 1 1
// in place: 0 0, 1 2, 2 3
// proof: 37, 0, 0.9, 0.999, 0.001, 0.01 | f32 37, f32 37, f32 37, f32+ 37, f32, i32<2, i32<99 | f32 37, f32 37, f32 37
// proof: 37, 1, 0.9, 0.999, 0.001, 0.01 | f32 37, f32 37, f32 37, f32+ 37, f32, i32<2, i32<1 | f32 37, f32 37, f32 37
#include "fovea/kernels/adam.h"
#define PARAMS AdamParams
#include "backends/vulkan/glsl/kernel.glsl"

// 1 - beta^t without cancellation: 1 - beta is exact, and q = 1 - beta^n gives
// 1 - beta^(n + m) = q_n + (1 - q_n) q_m.
float one_minus_power(float beta, uint t) {
  float result = 0.0, q = 1.0 - beta;
  for (; t > 0; t >>= 1) {
    if ((t & 1) == 1) result = result + (1.0 - result) * q;
    q = q * (2.0 - q);
  }
  return result;
}

uint element_count() { return block.params.count; }
void element(uint i) {
  const AdamParams a = block.params;
  const bool decoupled = a.decoupled == 1, finite = IN_INT(5)[0] != 0;
  const float rate = IN(4)[0];
  const uint t = uint(IN_INT(6)[0]) + 1;
  const float p = IN(0)[i], m = IN(2)[i], v = IN(3)[i];
  const float g = IN(1)[i] + (decoupled ? 0.0 : a.weight_decay * p);
  const float m_next = a.beta1 * m + (1.0 - a.beta1) * g;
  const float v_next = a.beta2 * v + (1.0 - a.beta2) * g * g;
  const float m_hat = m_next / one_minus_power(a.beta1, t);
  const float v_hat = v_next / one_minus_power(a.beta2, t);
  const float shrunk = decoupled ? p - rate * a.weight_decay * p : p;
  OUT(0)[i] = finite ? shrunk - rate * m_hat / (sqrt(v_hat) + a.epsilon) : p;
  OUT(1)[i] = finite ? m_next : m;
  OUT(2)[i] = finite ? v_next : v;
}
#include "backends/vulkan/glsl/elementwise.glsl"
