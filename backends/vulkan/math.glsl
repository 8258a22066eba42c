// exp, log and what is made of them, for all of float: what drivers offer may be off by thousands of
// ulp or undefined at infinity. Ranges are reduced as in Cephes (Moshier, expf.c and logf.c), whose
// polynomials these are; errors stay near 1 ulp.

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
  if (is_nan(x) || x < 0.0) return nan();
  if (x == 0.0) return -infinity();
  if (!is_finite(x)) return x;
  float scale = 0.0;
  if (x < 1.17549435e-38) {  // subnormal
    x *= 8388608.0;
    scale = -23.0;
  }
  const uint bits = floatBitsToUint(x);
  float e = float(int(bits >> 23) - 126) + scale;
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

// log(1 + x): the rounding of 1 + x is made good again.
float exact_log1p(float x) {
  const float u = 1.0 + x;
  if (u == 1.0) return x;
  if (is_nan(u) || !is_finite(u) || u <= 0.0) return exact_log(u);
  return exact_log(u) - ((u - 1.0) - x) / u;
}

float exact_tanh(float x) {
  if (is_nan(x)) return x;
  const float e = exact_expm1(-2.0 * abs(x)), y = -e / (e + 2.0);
  return x < 0.0 ? -y : y;
}

float logistic(float x) { return 1.0 / (1.0 + exact_exp(-x)); }

// The standard normal distribution's function, by erfc of Abramowitz and Stegun 7.1.26 (1.5e-7).
float normal_cdf(float x) {
  if (is_nan(x)) return x;
  const float z = abs(x) * 0.707106781, t = 1.0 / (1.0 + 0.3275911 * z);
  float y = 1.061405429;
  y = fma(y, t, -1.453152027);
  y = fma(y, t, 1.421413741);
  y = fma(y, t, -0.284496736);
  y = fma(y, t, 0.254829592);
  const float tail = 0.5 * y * t * exact_exp(-z * z);
  return x < 0.0 ? tail : 1.0 - tail;
}
