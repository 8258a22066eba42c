// How the gradients of layer_norm and rms_norm sum dscale and dbias, read by C++ and GLSL. Scratch
// holds mean and inverse of each row, then the sums of each split of rows.
#ifndef FOVEA_VULKAN_LAYER_NORM_H
#define FOVEA_VULKAN_LAYER_NORM_H
#include "backends/vulkan/shapes/row_splits.h"
#include "fovea/kernels/layer_norm.h"
FOVEA_PARAMS_BEGIN

#ifdef __cplusplus
inline uint norm_terms(const LayerNormParams& p) { return p.scaled + p.biased; }
inline WorkSize norm_split_work_size(const LayerNormParams& p) {
  return {norm_terms(p) > 0 ? p.size : 0, row_splits(p.rows), 1};
}
inline WorkSize norm_sum_work_size(const LayerNormParams& p) { return {p.size * norm_terms(p)}; }
inline std::int64_t norm_scratch(const LayerNormParams& p) {
  return 4 * (std::int64_t{2} * p.rows + std::int64_t{norm_terms(p)} * p.size * row_splits(p.rows));
}
#endif

FOVEA_PARAMS_END
#endif
