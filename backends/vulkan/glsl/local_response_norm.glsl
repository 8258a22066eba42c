// What local_response_norm and its gradient share: s of a channel of a row that begins at `first`.
// X(i) is element i of x.
float base(uint first, uint c) {
  const LocalResponseNormParams p = block.params;
  const uint before = (p.size - 1) / 2;
  const uint begin = c > before ? c - before : 0, last = min(c + p.size / 2, p.channels - 1);
  float sum = 0.0;
  for (uint j = begin; j <= last; ++j) sum = fma(X(first + j), X(first + j), sum);
  return fma(p.alpha / float(p.size), sum, p.k);
}

float power(float x, float exponent) { return exact_exp(exponent * exact_log(x)); }

uint element_count() { return block.params.rows * block.params.channels; }
