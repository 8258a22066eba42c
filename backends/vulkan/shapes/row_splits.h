// How a sum over many rows is cut, read by C++ and GLSL: partial sums of at least 256 rows, at most
// 128 of them, added in order, so the bits depend only on the shape.
#ifndef FOVEA_VULKAN_ROW_SPLITS_H
#define FOVEA_VULKAN_ROW_SPLITS_H
#include "fovea/kernels/sum_rows.h"
FOVEA_PARAMS_BEGIN

FOVEA_FUNCTION uint row_splits(uint rows) {
  const uint splits = rows / 256u;
  return splits < 1u ? 1u : splits > 128u ? 128u : splits;
}

#ifdef __cplusplus
inline WorkSize split_rows_work_size(const SumRowsParams& p) {
  return {p.channels, row_splits(p.rows), 1};
}
inline WorkSize split_rows_sum_work_size(const SumRowsParams& p) {
  return {row_splits(p.rows) > 1 ? p.channels : 0};
}
inline std::int64_t split_rows_scratch(const SumRowsParams& p) {
  return row_splits(p.rows) > 1 ? std::int64_t{4} * p.channels * row_splits(p.rows) : 0;
}
#endif

FOVEA_PARAMS_END
#endif
