// conv2d with an r x r kernel, stride 1, dilation 1 and one group by Winograd's minimal filtering
// F(m x m, r x r) (Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", 2016). y is
// cut into tiles of m x m, which see s x s of x each, s = m + r - 1, a tile's d beginning at
// (row*m - pad_top, column*m - pad_left):
//   U[., i, o] = G weight[o, ., ., i] G^T      V[., t, i] = B^T d[t, ., ., i] B
//   y[t, ., ., o] = A^T (sum over i of U[., i, o] * V[., t, i]) A
// which takes s^2 multiplications per tile, not r^2 m^2.
//   conv2d_winograd        (x, U, epilogue operands) -> y, x (N, H, W, C), y (N, OH, OW, O)
//   conv2d_winograd_weight (weight) -> U (s^2, I, O)
//   conv2d_winograd_fused  (x, weight, epilogue operands) -> y, both in one
// In the packed forms of a backend, U is whatever its conv2d_winograd_weight made. The gradient of
// the input is the same convolution, of dy, with the weight turned by 180 degrees and its I and O
// swapped. The gradient of the weight follows by differentiation. dy[t, ., ., o] is (m, m), 0
// where y ends:
//   dweight[o, ., ., i] = G^T (sum over t of (A dy[t, ., ., o] A^T) * (B^T d[t, ., ., i] B)) G
//   conv2d_winograd_grad_weight (x, dy) -> dweight (O, r, r, I)
#ifndef FOVEA_KERNELS_CONV2D_WINOGRAD_H
#define FOVEA_KERNELS_CONV2D_WINOGRAD_H
#include "fovea/kernels/conv2d.h"
FOVEA_PARAMS_BEGIN

struct Conv2dWinogradParams {
  Conv2dParams conv2d;
  uint tile;  // m: 2 or 4 for 3x3 kernels, 2 for 5x5
};

struct Conv2dWinogradWeightParams {
  uint out_channels, channels;  // O and I of U
  uint tile, kernel;            // m and r
  uint turned;                  // 0: weight is (O, r, r, I); 1: (I, r, r, O), to be turned
};

struct Conv2dWinogradFusedParams {
  Conv2dWinogradParams winograd;
  uint turned;  // of the weight, as above
};

// The matrices by rows: B^T (s, s), G (s, r), A^T (m, s). s = 4 interpolates at 0, 1, -1 and
// infinity, s = 6 at 0, 3/4, -3/4, 3/2, -3/2 and infinity: half the rounding error of the usual
// 0, 1, -1, 2, -2 at the same cost. B^T follows from the points alone, so both forms of s = 6,
// F(4 x 4, 3 x 3) and F(2 x 2, 5 x 5), have the same.
#ifdef __cplusplus
#define FOVEA_MATRIX(name, count) inline constexpr double name[count]
#else
#define FOVEA_MATRIX(name, count) const float name[count]
#endif

// clang-format off
FOVEA_MATRIX(winograd_b2, 16) = {1.0,  0.0, -1.0,  0.0,
                                 0.0,  1.0,  1.0,  0.0,
                                 0.0, -1.0,  1.0,  0.0,
                                 0.0,  1.0,  0.0, -1.0};
FOVEA_MATRIX(winograd_g2, 12) = {1.0,  0.0, 0.0,
                                 0.5,  0.5, 0.5,
                                 0.5, -0.5, 0.5,
                                 0.0,  0.0, 1.0};
FOVEA_MATRIX(winograd_a2, 8) = {1.0, 1.0,  1.0,  0.0,
                                0.0, 1.0, -1.0, -1.0};

FOVEA_MATRIX(winograd_b4, 36) = {81.0 / 64,   0.0,      -45.0 / 16,   0.0,     1.0, 0.0,
                                  0.0,      -27.0 / 16,  -9.0 / 4,   3.0 / 4,  1.0, 0.0,
                                  0.0,       27.0 / 16,  -9.0 / 4,  -3.0 / 4,  1.0, 0.0,
                                  0.0,      -27.0 / 32,  -9.0 / 16,  3.0 / 2,  1.0, 0.0,
                                  0.0,       27.0 / 32,  -9.0 / 16, -3.0 / 2,  1.0, 0.0,
                                  0.0,       81.0 / 64,   0.0,     -45.0 / 16, 0.0, 1.0};
FOVEA_MATRIX(winograd_g4, 18) = {  64.0 / 81,    0.0,       0.0,
                                 -128.0 / 243, -32.0 / 81, -8.0 / 27,
                                 -128.0 / 243,  32.0 / 81, -8.0 / 27,
                                   32.0 / 243,  16.0 / 81,  8.0 / 27,
                                   32.0 / 243, -16.0 / 81,  8.0 / 27,
                                    0.0,         0.0,       1.0};
FOVEA_MATRIX(winograd_a4, 24) = {1.0,  1.0,       1.0,      1.0,       1.0,      0.0,
                                 0.0,  3.0 / 4,  -3.0 / 4,  3.0 / 2,  -3.0 / 2,  0.0,
                                 0.0,  9.0 / 16,  9.0 / 16, 9.0 / 4,   9.0 / 4,  0.0,
                                 0.0, 27.0 / 64, -27.0 / 64, 27.0 / 8, -27.0 / 8, 1.0};

FOVEA_MATRIX(winograd_g5, 30) = {  64.0 / 81,    0.0,       0.0,      0.0,      0.0,
                                 -128.0 / 243, -32.0 / 81, -8.0 / 27, -2.0 / 9, -1.0 / 6,
                                 -128.0 / 243,  32.0 / 81, -8.0 / 27,  2.0 / 9, -1.0 / 6,
                                   32.0 / 243,  16.0 / 81,  8.0 / 27,  4.0 / 9,  2.0 / 3,
                                   32.0 / 243, -16.0 / 81,  8.0 / 27, -4.0 / 9,  2.0 / 3,
                                    0.0,         0.0,       0.0,       0.0,      1.0};
FOVEA_MATRIX(winograd_a5, 12) = {1.0, 1.0,      1.0,     1.0,      1.0,     0.0,
                                 0.0, 3.0 / 4, -3.0 / 4, 3.0 / 2, -3.0 / 2, 1.0};
// clang-format on

/// s: rows and columns of x that a tile sees.
FOVEA_FUNCTION uint winograd_side(Conv2dWinogradParams p) {
  return p.tile + p.conv2d.kernel_h - 1u;
}

FOVEA_FUNCTION uint winograd_tile_rows(Conv2dWinogradParams p) {
  return (p.conv2d.out_height + p.tile - 1u) / p.tile;
}
FOVEA_FUNCTION uint winograd_tile_columns(Conv2dWinogradParams p) {
  return (p.conv2d.out_width + p.tile - 1u) / p.tile;
}
/// Tiles of all images, image by image and row by row.
FOVEA_FUNCTION uint winograd_tiles(Conv2dWinogradParams p) {
  return p.conv2d.batch * winograd_tile_rows(p) * winograd_tile_columns(p);
}

FOVEA_PARAMS_END
#endif
