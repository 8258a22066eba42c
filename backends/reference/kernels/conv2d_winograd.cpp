// Winograd's convolution tile by tile, as fovea/kernels/conv2d_winograd.h has it, and the sizes
// that its rounding errors are relative to. Each number of a transform reaches many results, so a
// result answers for the size of its whole tile: every error is at most that of the same formula on
// absolute values (Barabasz, Anderson, Soodhalter and Gregg, "Error Analysis and Improving the
// Accuracy of Winograd Convolution for Deep Neural Networks", 2020). Rounding errors that are
// independent and centred (Higham and Mary, 2019) add up through a transform as the root of their
// squares, and so do the sizes here: of x, U and the sums over channels.
#include "fovea/kernels/conv2d_winograd.h"

#include <cmath>
#include <vector>

#include "backends/reference/epilogue.h"
#include "backends/reference/magnitudes.h"
#include "fovea/reference/reference.h"

namespace fovea::reference {

namespace {

enum class Give { values, sizes };

// T x T^T for a matrix T (rows, columns): its values, or the root of the sum of the squares of the
// terms of each.
template <Give give>
struct Transform {
  const double* matrix;
  uint rows, columns;

  // The product along one side, turned: on the next call the other side has its turn.
  std::vector<double> once(const std::vector<double>& x) const {
    const size_t width = x.size() / columns;
    std::vector<double> y(width * rows);
    for (size_t w = 0; w < width; ++w) {
      for (uint r = 0; r < rows; ++r) {
        double sum = 0;
        for (uint c = 0; c < columns; ++c) {
          const double term = matrix[r * columns + c] * x[c * width + w];
          sum += give == Give::values ? term : term * term;
        }
        y[w * rows + r] = give == Give::values ? sum : std::sqrt(sum);
      }
    }
    return y;
  }
  std::vector<double> operator()(const std::vector<double>& x) const { return once(once(x)); }
};

template <typename Real, Give give>
void conv2d_winograd_weight(const KernelArgs& args) {
  const auto& p = args.params<Conv2dWinogradWeightParams>();
  const Transform<give> transform{p.tile == 2 ? winograd_g2 : winograd_g4, p.tile + 2, 3};
  const Real* weight = args.input<Real>(0);
  Real* u = args.output<Real>(0);
  const size_t inputs = p.channels, outputs = p.out_channels;
  for (size_t i = 0; i < inputs; ++i) {
    for (size_t o = 0; o < outputs; ++o) {
      std::vector<double> g(9);
      for (size_t k = 0; k < 9; ++k) {
        g[k] = weight[p.turned ? (i * 9 + 8 - k) * outputs + o : (o * 9 + k) * inputs + i];
      }
      const std::vector<double> transformed = transform(g);
      for (size_t k = 0; k < transformed.size(); ++k) {
        u[(k * inputs + i) * outputs + o] = static_cast<Real>(transformed[k]);
      }
    }
  }
}

// One tile of one image: its number within the image gives the place.
template <typename Real, Give give>
class Tile {
 public:
  Tile(const KernelArgs& args, uint n, uint row, uint column)
      : p_(args.params<Conv2dWinogradParams>().conv2d),
        m_(args.params<Conv2dWinogradParams>().tile),
        n_(n),
        row_(row * m_),
        column_(column * m_),
        x_(args.input<Real>(0)),
        u_(args.input<Real>(1)) {}

  // V of every channel.
  std::vector<std::vector<double>> inputs() const {
    const uint seen = m_ + 2;
    const Transform<give> transform{m_ == 2 ? winograd_b2 : winograd_b4, seen, seen};
    std::vector<std::vector<double>> v;
    for (uint c = 0; c < p_.channels; ++c) {
      std::vector<double> d;
      for (uint h = 0; h < seen; ++h) {
        for (uint w = 0; w < seen; ++w) d.push_back(pixel(row_ + h, column_ + w, c));
      }
      v.push_back(transform(d));
    }
    return v;
  }

  // The (m, m) results of channel o.
  std::vector<double> outputs(const std::vector<std::vector<double>>& v, uint o) const {
    const uint seen = m_ + 2;
    const Transform<give> transform{m_ == 2 ? winograd_a2 : winograd_a4, m_, seen};
    std::vector<double> sums(size_t{seen} * seen);
    for (size_t k = 0; k < sums.size(); ++k) {
      for (size_t c = 0; c < v.size(); ++c) {
        sums[k] += v[c][k] * double{u_[(k * v.size() + c) * p_.out_channels + o]};
      }
    }
    return transform(sums);
  }

  // Calls body(index within the tile, index of the pixel in y) for the pixels that y has.
  template <typename Body>
  void for_pixels(Body&& body) const {
    for (uint i = 0; i < m_ && row_ + i < p_.out_height; ++i) {
      for (uint j = 0; j < m_ && column_ + j < p_.out_width; ++j) {
        const size_t line = n_ * size_t{p_.out_height} + row_ + i;
        body(size_t{i} * m_ + j, line * p_.out_width + column_ + j);
      }
    }
  }

 private:
  // 0 in the padding; h and w count from its first row and column.
  double pixel(uint h, uint w, uint c) const {
    if (h < p_.pad_top || w < p_.pad_left) return 0;
    h -= p_.pad_top;
    w -= p_.pad_left;
    if (h >= p_.height || w >= p_.width) return 0;
    return x_[((n_ * size_t{p_.height} + h) * p_.width + w) * p_.channels + c];
  }

  const Conv2dParams& p_;
  const uint m_, n_, row_, column_;
  const Real *x_, *u_;
};

template <typename Real, Give give>
void conv2d_winograd(const KernelArgs& args) {
  const auto& params = args.params<Conv2dWinogradParams>();
  const Conv2dParams& p = params.conv2d;
  const EpilogueOf<Real> epilogue(args, p.epilogue, 2);
  Real* y = args.output<Real>(0);
  for (uint n = 0; n < p.batch; ++n) {
    for (uint row = 0; row < winograd_tile_rows(params); ++row) {
      for (uint column = 0; column < winograd_tile_columns(params); ++column) {
        const Tile<Real, give> tile(args, n, row, column);
        const auto v = tile.inputs();
        for (uint o = 0; o < p.out_channels; ++o) {
          const std::vector<double> results = tile.outputs(v, o);
          tile.for_pixels([&](size_t i, size_t pixel) {
            const size_t at = pixel * p.out_channels + o;
            y[at] = epilogue(results[i], o, at);
          });
        }
      }
    }
  }
}

// An epilogue may add to a magnitude, but not cut anything off. The long sum is over the channels,
// whereas allowed_error() counts all taps.
void sizes(const KernelArgs& args) {
  Conv2dWinogradParams params = args.params<Conv2dWinogradParams>();
  params.conv2d.epilogue.slope = 1;
  params.conv2d.epilogue.low = -std::numeric_limits<float>::infinity();
  params.conv2d.epilogue.high = std::numeric_limits<float>::infinity();
  Step step = args.step;
  step.params = params;
  on_absolutes({step, args.inputs, args.outputs, args.scratch},
               conv2d_winograd<double, Give::sizes>);
  const double terms = params.conv2d.channels;
  const double share = (16 + 2 * std::sqrt(terms)) / (16 + 2 * std::sqrt(9 * terms));
  double* y = args.output<double>(0);
  for (std::int64_t i = 0; i < args.output_count(0); ++i) y[i] *= share;
}

}  // namespace

void register_conv2d_winograd(KernelTable& table) {
  table["conv2d_winograd"] = {conv2d_winograd<float, Give::values>,
                              conv2d_winograd<double, Give::values>, sizes};
  table["conv2d_winograd_weight"] = {conv2d_winograd_weight<float, Give::values>,
                                     conv2d_winograd_weight<double, Give::values>,
                                     conv2d_winograd_weight<double, Give::sizes>};
}

}  // namespace fovea::reference
