// exp, log and functions made from them, for all floats: those of drivers may have errors of
// thousands of ulp, or be undefined at infinity. Ranges are reduced as in Cephes (Moshier, expf.c
// and logf.c), whose polynomials these are; errors stay near 1 ulp.

float exact_exp(float x) {
  if (is_nan(x)) return x;
  if (x > 88.8) return infinity();
  if (x < -104.0) return 0.0;
  const float n = floor(x * 1.44269504 + 0.5);
  const float r = fma(n, 2.12194440e-4, fma(n, -0.693359375, x));
  float y = 1.9875691500e-4;
  y = fma(y, r, 1.3981999507e-3);
  y = fma(y, r, 8.3334519073e-3);
  y = fma(y, r, 4.1665795894e-2);
  y = fma(y, r, 1.6666665459e-1);
  y = fma(y, r, 5.0000001201e-1);
  y = fma(y, r * r, r) + 1.0;
  // In two steps: 2^n alone may be too large or too small.
  const int half_n = int(n) / 2;
  return y * uintBitsToFloat(uint(half_n + 127) << 23) *
         uintBitsToFloat(uint(int(n) - half_n + 127) << 23);
}

float exact_log(float x) {
  uint bits = floatBitsToUint(x);
  if (is_nan(x) || bits > 0x80000000u) return nan();
  if ((bits & 0x7fffffffu) == 0) return -infinity();
  if (!is_finite(x)) return x;
  float e = -126.0;
  if (bits < 0x00800000u) {  // subnormal: a device may treat it as 0
    bits = floatBitsToUint(float(bits));
    e -= 149.0;
  }
  e += float(bits >> 23);
  float m = uintBitsToFloat((bits & 0x007fffffu) | 0x3f000000u);  // in [0.5, 1)
  if (m < 0.707106781) {
    e -= 1.0;
    m = m + m;
  }
  m -= 1.0;
  const float z = m * m;
  float y = 7.0376836292e-2;
  y = fma(y, m, -1.1514610310e-1);
  y = fma(y, m, 1.1676998740e-1);
  y = fma(y, m, -1.2420140846e-1);
  y = fma(y, m, 1.4249322787e-1);
  y = fma(y, m, -1.6668057665e-1);
  y = fma(y, m, 2.0000714765e-1);
  y = fma(y, m, -2.4999993993e-1);
  y = fma(y, m, 3.3333331174e-1);
  y = y * m * z + e * -2.12194440e-4 - 0.5 * z;
  return (m + y) + e * 0.693359375;
}

// e^x - 1 without cancellation near 0.
float exact_expm1(float x) {
  if (is_nan(x) || abs(x) > 0.34) return exact_exp(x) - 1.0;
  float y = 1.9875691500e-4;
  y = fma(y, x, 1.3981999507e-3);
  y = fma(y, x, 8.3334519073e-3);
  y = fma(y, x, 4.1665795894e-2);
  y = fma(y, x, 1.6666665459e-1);
  y = fma(y, x, 5.0000001201e-1);
  return fma(y, x * x, x);
}

// log(1 + x): the rounding error of 1 + x is corrected.
float exact_log1p(float x) {
  precise const float u = 1.0 + x;
  if (u == 1.0) return x;
  if (is_nan(u) || !is_finite(u) || u <= 0.0) return exact_log(u);
  precise const float rounding = (u - 1.0) - x;  // precise: a compiler may replace u - 1 by x
  return exact_log(u) - rounding / u;
}

float exact_tanh(float x) {
  if (is_nan(x)) return x;
  const float e = exact_expm1(-2.0 * abs(x)), y = -e / (e + 2.0);
  return x < 0.0 ? -y : y;
}

// The square root; in GLSL sqrt is undefined below 0.
float exact_sqrt(float x) { return x < 0.0 ? nan() : sqrt(x); }

float logistic(float x) { return 1.0 / (1.0 + exact_exp(-x)); }

// The share of the standard normal distribution below x, with a small relative error also in its
// left tail; backends/cpu/simd/math-inl.h says where the formula and its numbers come from.
float normal_cdf(float x) {
  if (is_nan(x)) return x;
  const float t = 1.0 / (1.0 + 0.35355339 * abs(x)), u = (t - 0.58) / 0.42;
  float q = 5.7193110e-6;
  q = fma(q, u, 6.5298451e-6);
  q = fma(q, u, -7.0987487e-5);
  q = fma(q, u, 9.8526542e-6);
  q = fma(q, u, 6.2505826e-4);
  q = fma(q, u, -6.7490843e-4);
  q = fma(q, u, -6.3273178e-3);
  q = fma(q, u, 6.3084354e-3);
  q = fma(q, u, 0.10352099);
  q = fma(q, u, 0.32718791);
  q = fma(q, u, 0.56940872);
  const float tail = 0.5 * t * exact_exp(-0.5 * x * x) * q;
  return x < 0.0 ? tail : 1.0 - tail;
}
