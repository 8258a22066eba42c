// The split sums of batch_norm, read by C++ and GLSL: two partial results per split and channel.
#ifndef FOVEA_VULKAN_BATCH_NORM_H
#define FOVEA_VULKAN_BATCH_NORM_H
#include "backends/vulkan/shapes/row_splits.h"
#include "fovea/kernels/batch_norm.h"
FOVEA_PARAMS_BEGIN

#ifdef __cplusplus
inline WorkSize batch_norm_split_work_size(const BatchNormParams& p) {
  return {p.channels, row_splits(p.rows), 1};
}
inline WorkSize batch_norm_channel_work_size(const BatchNormParams& p) { return {p.channels}; }
inline std::int64_t batch_norm_scratch(const BatchNormParams& p) {
  return std::int64_t{8} * p.channels * row_splits(p.rows);
}
#endif

FOVEA_PARAMS_END
#endif
