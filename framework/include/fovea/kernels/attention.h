// attention and its gradient. q is (batch, queries, heads * size), k (batch, keys,
// key_value_heads * size), v (batch, keys, key_value_heads * value_size), y (batch, queries,
// heads * value_size): the parts of the heads lie side by side. Head h reads the keys and values of
// head g = h / (heads / key_value_heads). For each image n and head h
//   attention       (q, k, v[, mask]) -> y, log_sum
//     s[t, j] = scale * sum over i q[t, i] k[j, i] + mask[t, j],   only j <= t if it is causal
//     p[t, j] = e^(s[t, j] - log_sum[t]),   log_sum[t] = log(sum over j e^s[t, j])
//     y[t, c] = sum over j p[t, j] v[j, c]
//   attention_grad  (dy, q, k, v, y, log_sum[, mask]) -> dq, dk, dv
//     dv[j, c] = sum over t p[t, j] dy[t, c]
//     ds[t, j] = p[t, j] * sum over c dy[t, c] (v[j, c] - y[t, c])
//     dq[t, i] = scale * sum over j ds[t, j] k[j, i]
//     dk[j, i] = scale * sum over t ds[t, j] q[t, i]
// dk and dv are sums over all heads that read them. Where s is -infinity, p is 0. If all of a row
// is -infinity, its y is 0 and its log_sum -infinity. log_sum is (batch, heads, queries).
#ifndef FOVEA_KERNELS_ATTENTION_H
#define FOVEA_KERNELS_ATTENTION_H
#include "fovea/kernels/params.h"
FOVEA_PARAMS_BEGIN

struct AttentionParams {
  uint batch, heads, key_value_heads, queries, keys, size, value_size;
  float scale;
  uint causal, masked;  // 0 or 1
  uint mask_stride[4];  // of the mask along batch, heads, queries, keys; 0 where it is broadcast
};

#ifdef __cplusplus
inline WorkSize work_size(const AttentionParams& p) { return {p.queries, p.heads, p.batch}; }
inline WorkSize key_work_size(const AttentionParams& p) {
  return {p.keys, p.key_value_heads, p.batch};
}
inline std::int64_t row_scratch(const AttentionParams& p) {
  return std::int64_t{4} * p.batch * p.heads * p.queries;
}
#endif

FOVEA_PARAMS_END
#endif
