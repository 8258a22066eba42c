// The data of the stages of conv2d_winograd, read by C++ and GLSL: the tiles of x become V
// ((m+2)^2, tiles, C) in scratch. The products of its (m+2)^2 matrices with those of U are stored
// after it as ((m+2)^2, tiles, O), and become y. fovea/kernels/conv2d_winograd.h has the formula.
#ifndef FOVEA_VULKAN_WINOGRAD_SHAPE_H
#define FOVEA_VULKAN_WINOGRAD_SHAPE_H
#include "backends/vulkan/shapes/gemm_shape.h"
#include "fovea/kernels/conv2d_winograd.h"
FOVEA_PARAMS_BEGIN

FOVEA_FUNCTION uint winograd_products(Conv2dWinogradParams p) {
  return (p.tile + 2u) * (p.tile + 2u);
}
/// Elements of V.
FOVEA_FUNCTION uint winograd_v_count(Conv2dWinogradParams p) {
  return winograd_products(p) * winograd_tiles(p) * p.conv2d.channels;
}
FOVEA_FUNCTION GemmShape conv2d_winograd_gemm(Conv2dWinogradParams p) {
  GemmShape s =
      gemm_shape(winograd_tiles(p), p.conv2d.out_channels, p.conv2d.channels, winograd_products(p));
  s.most_splits = 1u;
  return s;
}

#ifdef __cplusplus
inline WorkSize conv2d_winograd_work_size(const Conv2dWinogradParams& p) {
  return {winograd_tiles(p) * p.conv2d.channels};
}
inline WorkSize conv2d_winograd_multiply_work_size(const Conv2dWinogradParams& p) {
  return gemm_work_size(conv2d_winograd_gemm(p));
}
inline WorkSize conv2d_winograd_output_work_size(const Conv2dWinogradParams& p) {
  return {winograd_tiles(p) * p.conv2d.out_channels};
}
inline WorkSize conv2d_winograd_weight_work_size(const Conv2dWinogradWeightParams& p) {
  return {p.channels * p.out_channels};
}
inline std::int64_t conv2d_winograd_scratch(const Conv2dWinogradParams& p) {
  return std::int64_t{4} * winograd_products(p) * winograd_tiles(p) *
         (std::int64_t{p.conv2d.channels} + p.conv2d.out_channels);
}
#endif

FOVEA_PARAMS_END
#endif
