// The matrix products of convolution and dense, read by C++ and GLSL: result (rows, columns) = sum
// over depth, `groups` times. If the depth is long and there are too few results to fill a device,
// the sum is cut into splits. Their partial sums are added in order, so the bits depend only on
// the shape.
#ifndef FOVEA_VULKAN_GEMM_SHAPE_H
#define FOVEA_VULKAN_GEMM_SHAPE_H
#include "fovea/kernels/conv2d.h"
#include "fovea/kernels/dense.h"
FOVEA_PARAMS_BEGIN

struct GemmShape {
  uint rows, columns, depth, groups;
  uint tile_rows;    // rows that tiles cover; some may have no results
  uint most_splits;  // 1: the depth is never cut
};

FOVEA_FUNCTION GemmShape gemm_shape(uint rows, uint columns, uint depth, uint groups) {
  GemmShape s;
  s.rows = rows;
  s.columns = columns;
  s.depth = depth;
  s.groups = groups;
  s.tile_rows = rows;
  s.most_splits = 64u;
  return s;
}

FOVEA_FUNCTION GemmShape conv2d_gemm(Conv2dParams p) {
  return gemm_shape(p.batch * p.out_height * p.out_width, p.out_channels / p.groups,
                    p.kernel_h * p.kernel_w * (p.channels / p.groups), p.groups);
}
FOVEA_FUNCTION GemmShape conv2d_grad_input_gemm(Conv2dParams p) {
  GemmShape s = gemm_shape(p.batch * p.height * p.width, p.channels / p.groups,
                           p.kernel_h * p.kernel_w * (p.out_channels / p.groups), p.groups);
  // Rounded up, as if the strides divided the image: see conv2d_grad_input.comp.
  s.tile_rows = p.batch * ((p.height + p.stride_h - 1u) / p.stride_h * p.stride_h) *
                ((p.width + p.stride_w - 1u) / p.stride_w * p.stride_w);
  return s;
}
FOVEA_FUNCTION GemmShape conv2d_grad_weight_gemm(Conv2dParams p) {
  return gemm_shape(p.out_channels / p.groups, p.kernel_h * p.kernel_w * (p.channels / p.groups),
                    p.batch * p.out_height * p.out_width, p.groups);
}
FOVEA_FUNCTION GemmShape dense_gemm(DenseParams p) {
  return gemm_shape(p.rows, p.units, p.inputs, 1u);
}
FOVEA_FUNCTION GemmShape dense_grad_input_gemm(DenseParams p) {
  return gemm_shape(p.rows, p.inputs, p.units, 1u);
}
FOVEA_FUNCTION GemmShape dense_grad_weight_gemm(DenseParams p) {
  return gemm_shape(p.units, p.inputs, p.rows, 1u);
}

FOVEA_FUNCTION uint splits_of(GemmShape s) {
  const uint tiles = ((s.rows + 63u) / 64u) * ((s.columns + 63u) / 64u) * s.groups;
  const uint by_depth = s.depth / 256u;
  uint splits = tiles == 0u ? 1u : 256u / tiles;
  if (splits > by_depth) splits = by_depth;
  if (splits > s.most_splits) splits = s.most_splits;
  return splits < 1u ? 1u : splits;
}
/// The part of the depth for one split: a multiple of 32, so no tile is cut.
FOVEA_FUNCTION uint split_depth(GemmShape s) {
  const uint splits = splits_of(s);
  return ((s.depth + splits - 1u) / splits + 31u) / 32u * 32u;
}
FOVEA_FUNCTION uint result_count(GemmShape s) { return s.rows * s.columns * s.groups; }

#ifdef __cplusplus
inline WorkSize gemm_work_size(const GemmShape& s) {
  return {s.tile_rows, s.columns, s.groups * splits_of(s)};
}
inline WorkSize sum_work_size(const GemmShape& s) {
  return {splits_of(s) > 1 ? result_count(s) : 0};
}
inline std::int64_t gemm_scratch(const GemmShape& s) {
  return splits_of(s) > 1 ? std::int64_t{4} * splits_of(s) * result_count(s) : 0;
}
#define FOVEA_GEMM(kernel, Params)                                                                 \
  inline WorkSize kernel##_work_size(const Params& p) { return gemm_work_size(kernel##_gemm(p)); } \
  inline WorkSize kernel##_sum_work_size(const Params& p) {                                        \
    return sum_work_size(kernel##_gemm(p));                                                        \
  }                                                                                                \
  inline WorkSize kernel##_plain_work_size(const Params& p) {                                      \
    return {result_count(kernel##_gemm(p))};                                                       \
  }                                                                                                \
  inline std::int64_t kernel##_scratch(const Params& p) { return gemm_scratch(kernel##_gemm(p)); }
FOVEA_GEMM(conv2d, Conv2dParams)
FOVEA_GEMM(conv2d_grad_input, Conv2dParams)
FOVEA_GEMM(conv2d_grad_weight, Conv2dParams)
FOVEA_GEMM(dense, DenseParams)
FOVEA_GEMM(dense_grad_input, DenseParams)
FOVEA_GEMM(dense_grad_weight, DenseParams)
#undef FOVEA_GEMM
#endif

FOVEA_PARAMS_END
#endif
