// What Winograd's kernels share: the transforms of fovea/kernels/conv2d_winograd.h, and the sizes
// that rounding errors are relative to. Each number of a transform is used in many results, so the
// size for a result includes all of its terms: every error is at most that of the same formula on
// absolute values (Barabasz, Anderson, Soodhalter and Gregg, "Error Analysis and Improving the
// Accuracy of Winograd Convolution for Deep Neural Networks", 2020). Rounding errors that are
// independent and centred (Higham and Mary, 2019) add up in a transform like the root of the sum of
// their squares. So do the sizes here, before and after the long sum.
#pragma once

#include <cmath>
#include <vector>

#include "backends/reference/magnitudes.h"
#include "fovea/kernels/conv2d_winograd.h"

namespace fovea::reference {

enum class Give { values, sizes };

/// T x T^T for a matrix T (rows, columns): its values, or for each value the root of the sum of its
/// terms' squares.
template <Give give>
class WinogradTransform {
 public:
  WinogradTransform(const double* matrix, size_t rows, size_t columns)
      : matrix_(matrix, matrix + rows * columns), rows_(rows), columns_(columns) {}

  /// The transform with T^T for T.
  WinogradTransform turned() const {
    WinogradTransform other(matrix_.data(), columns_, rows_);
    for (size_t r = 0; r < rows_; ++r) {
      for (size_t c = 0; c < columns_; ++c) {
        other.matrix_[c * rows_ + r] = matrix_[r * columns_ + c];
      }
    }
    return other;
  }

  /// `x` is (columns, columns), the result (rows, rows).
  std::vector<double> operator()(const std::vector<double>& x) const { return once(once(x)); }

 private:
  // The product along one side, transposed: the next call is for the other side.
  std::vector<double> once(const std::vector<double>& x) const {
    const size_t width = x.size() / columns_;
    std::vector<double> y(width * rows_);
    for (size_t w = 0; w < width; ++w) {
      for (size_t r = 0; r < rows_; ++r) {
        double sum = 0;
        for (size_t c = 0; c < columns_; ++c) {
          const double term = matrix_[r * columns_ + c] * x[c * width + w];
          sum += give == Give::values ? term : term * term;
        }
        y[w * rows_ + r] = give == Give::values ? sum : std::sqrt(sum);
      }
    }
    return y;
  }

  std::vector<double> matrix_;
  size_t rows_, columns_;
};

/// G . G^T on tiles of `tile` x `tile` results, 2 or 4, for kernels of 3x3 or 5x5.
template <Give give>
WinogradTransform<give> winograd_weight_transform(uint tile, uint kernel) {
  const double* const three = tile == 2 ? winograd_g2 : winograd_g4;
  return {kernel == 5 ? winograd_g5 : three, tile + kernel - 1, kernel};
}
/// B^T . B
template <Give give>
WinogradTransform<give> winograd_input_transform(uint tile, uint kernel) {
  const uint side = tile + kernel - 1;
  return {side == 4 ? winograd_b2 : winograd_b4, side, side};
}
/// A^T . A
template <Give give>
WinogradTransform<give> winograd_output_transform(uint tile, uint kernel) {
  const double* const three = tile == 2 ? winograd_a2 : winograd_a4;
  return {kernel == 5 ? winograd_a5 : three, tile, tile + kernel - 1};
}

/// The place of a tile's results, with tiles counted through all images: image, first row
/// and column.
struct WinogradPlace {
  WinogradPlace(const Conv2dWinogradParams& params, uint tile)
      : column(tile % winograd_tile_columns(params) * params.tile) {
    const uint line = tile / winograd_tile_columns(params);
    row = line % winograd_tile_rows(params) * params.tile;
    n = line / winograd_tile_rows(params);
  }

  /// Calls body(index within the tile, index of the pixel in y) for the pixels that y has.
  template <typename Body>
  void for_pixels(const Conv2dWinogradParams& params, const Body& body) const {
    const Conv2dParams& p = params.conv2d;
    for (uint i = 0; i < params.tile && row + i < p.out_height; ++i) {
      for (uint j = 0; j < params.tile && column + j < p.out_width; ++j) {
        body(size_t{i} * params.tile + j,
             (n * size_t{p.out_height} + row + i) * p.out_width + column + j);
      }
    }
  }

  uint n = 0, row = 0, column = 0;
};

/// B^T d B of every channel of a tile.
template <Give give, typename Real>
std::vector<std::vector<double>> winograd_inputs(const Conv2dWinogradParams& params, const Real* x,
                                                 const WinogradPlace& place) {
  const Conv2dParams& p = params.conv2d;
  const auto transform = winograd_input_transform<give>(params.tile, p.kernel_h);
  const uint side = winograd_side(params);
  std::vector<std::vector<double>> v;
  for (uint c = 0; c < p.channels; ++c) {
    std::vector<double> d(size_t{side} * side);
    for (uint i = 0; i < side; ++i) {
      for (uint j = 0; j < side; ++j) {
        const uint h = place.row + i - p.pad_top, w = place.column + j - p.pad_left;
        if (h >= p.height || w >= p.width) continue;  // the padding, also where it wraps around
        d[i * side + j] =
            double{x[((place.n * size_t{p.height} + h) * p.width + w) * p.channels + c]};
      }
    }
    v.push_back(transform(d));
  }
  return v;
}

/// A bound for sums of `summed` terms, divided by one for `counted` terms. allowed_error() of
/// fovea/compare/compare.h allows 16 + 2 sqrt(counted) roundings, where it counts all products of
/// the direct formula; Winograd's long sum has fewer terms.
inline double winograd_share(double summed, double counted) {
  return (16 + 2 * std::sqrt(summed)) / (16 + 2 * std::sqrt(counted));
}

}  // namespace fovea::reference
