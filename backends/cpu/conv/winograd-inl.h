// The transforms of Winograd's convolutions F(4x4, 3x3) and F(2x2, 5x5) over vectors of channels,
// once for each Highway target. The matrices are those of fovea/kernels/conv2d_winograd.h, whose
// rows form pairs with the same even and odd parts.
#if defined(FOVEA_CPU_WINOGRAD_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef FOVEA_CPU_WINOGRAD_INL_H
#undef FOVEA_CPU_WINOGRAD_INL_H
#else
#define FOVEA_CPU_WINOGRAD_INL_H
#endif

#include <hwy/highway.h>

#include "backends/cpu/conv/winograd.h"
#include "backends/cpu/gemm/tile-inl.h"
#include "backends/cpu/simd/unroll.h"

HWY_BEFORE_NAMESPACE();
namespace fovea::cpu {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// The points are 0, p, -p, q, -q and infinity.
constexpr float kP = static_cast<float>(winograd_a4[7]), kQ = static_cast<float>(winograd_a4[9]);
constexpr float kP2 = kP * kP, kQ2 = kQ * kQ;

// B^T times a column of six.
template <class D, class V = hn::Vec<D>>
HWY_INLINE void input_line(D d, const V (&x)[6], V (&y)[6]) {
  const V p = hn::Set(d, kP), q = hn::Set(d, kQ), p2 = hn::Set(d, kP2), q2 = hn::Set(d, kQ2);
  const V product = hn::Set(d, kP2 * kQ2), sum = hn::Set(d, kP2 + kQ2);
  const V even_p = hn::NegMulAdd(q2, x[2], x[4]), odd_p = hn::NegMulAdd(q2, x[1], x[3]);
  const V even_q = hn::NegMulAdd(p2, x[2], x[4]), odd_q = hn::NegMulAdd(p2, x[1], x[3]);
  y[0] = hn::MulAdd(product, x[0], hn::NegMulAdd(sum, x[2], x[4]));
  y[1] = hn::MulAdd(p, odd_p, even_p);
  y[2] = hn::NegMulAdd(p, odd_p, even_p);
  y[3] = hn::MulAdd(q, odd_q, even_q);
  y[4] = hn::NegMulAdd(q, odd_q, even_q);
  y[5] = hn::MulAdd(product, x[1], hn::NegMulAdd(sum, x[3], x[5]));
}

// A^T times a column of six: four results, or the first two, of which the last has the term of
// infinity.
template <class D, size_t kTile, class V = hn::Vec<D>>
HWY_INLINE void output_line(D d, const V (&x)[6], V (&y)[kTile]) {
  const V even_p = hn::Add(x[1], x[2]), odd_p = hn::Sub(x[1], x[2]);
  const V even_q = hn::Add(x[3], x[4]), odd_q = hn::Sub(x[3], x[4]);
  y[0] = hn::Add(hn::Add(x[0], even_p), even_q);
  if constexpr (kTile == 2) {
    y[1] = hn::MulAdd(hn::Set(d, kP), odd_p, hn::MulAdd(hn::Set(d, kQ), odd_q, x[5]));
  } else {
    y[1] = hn::MulAdd(hn::Set(d, kP), odd_p, hn::Mul(hn::Set(d, kQ), odd_q));
    y[2] = hn::MulAdd(hn::Set(d, kP2), even_p, hn::Mul(hn::Set(d, kQ2), even_q));
    y[3] = hn::MulAdd(hn::Set(d, kP2 * kP), odd_p, hn::MulAdd(hn::Set(d, kQ2 * kQ), odd_q, x[5]));
  }
}

// B^T d B of one vector of channels: pixel i of the 6x6 at pixels[i], result i at to + i * plane.
template <class D>
HWY_INLINE void transform_vector(D d, const float* const* pixels, Index channel, Index count,
                                 float* to, Index plane) {
  hn::Vec<D> columns[6][6];  // [column][row]
  FOVEA_UNROLL for (size_t s = 0; s < 6; ++s) {
    hn::Vec<D> x[6];
    FOVEA_UNROLL for (size_t r = 0; r < 6; ++r) {
      x[r] = load_part(d, pixels[r * 6 + s] + channel, count);
    }
    input_line(d, x, columns[s]);
  }
  FOVEA_UNROLL for (size_t r = 0; r < 6; ++r) {
    hn::Vec<D> x[6], y[6];
    FOVEA_UNROLL for (size_t s = 0; s < 6; ++s) x[s] = columns[s][r];
    input_line(d, x, y);
    FOVEA_UNROLL for (size_t s = 0; s < 6; ++s, to += plane) hn::StoreU(y[s], d, to);
  }
}

// Fills a whole last vector of each plane.
inline void transform_pixels(const float* const* pixels, Index channels, float* to, Index plane) {
  const Full d;
  const Index lanes = static_cast<Index>(hn::Lanes(d)), whole = channels / lanes * lanes;
  for (Index c = 0; c < whole; c += lanes) transform_vector(d, pixels, c, lanes, to + c, plane);
  if (whole < channels) {
    transform_vector(d, pixels, whole, channels - whole, to + whole, plane);
  }
}

// The results of a row of a tile.
template <bool kLeaks, bool kMore, size_t kTile, class D, class V = hn::Vec<D>>
HWY_INLINE void store_results(D d, const V (&v)[kTile], const V& scale, const V& shift,
                              const Finish& finish, const WinogradResults& results, Index at,
                              Index count, float* y) {
  FOVEA_UNROLL for (size_t s = 0; s < kTile; ++s, at += results.pixel_stride) {
    if (static_cast<Index>(s) >= results.columns) return;
    const V result = finish_scaled<kLeaks, kMore>(d, finish, v[s], scale, shift, at, count);
    store_part(d, result, y + at, count);
  }
}

template <size_t kTile, bool kLeaks, bool kMore>
HWY_INLINE void transform_results_by(const float* from, Index plane, const WinogradResults& results,
                                     Range columns, const Finish& finish, float* y) {
  using D = Full;
  using V = hn::Vec<D>;
  const D d;
  const Index lanes = static_cast<Index>(hn::Lanes(d));
  for (Index c = columns.begin; c < columns.end; c += lanes, from += lanes) {
    const Index count = columns.end - c;
    const V scale = finish.scale ? load_part(d, finish.scale + c, count) : hn::Set(d, 1.0f);
    const V shift = finish.shift ? load_part(d, finish.shift + c, count) : hn::Zero(d);
    V lines[6][kTile];  // [column][row]
    FOVEA_UNROLL for (size_t s = 0; s < 6; ++s) {
      V x[6];
      FOVEA_UNROLL for (size_t r = 0; r < 6; ++r) {
        x[r] = hn::LoadU(d, from + static_cast<Index>(r * 6 + s) * plane);
      }
      output_line(d, x, lines[s]);
    }
    Index at = results.first + c;
    FOVEA_UNROLL for (size_t r = 0; r < kTile; ++r, at += results.row_stride) {
      if (static_cast<Index>(r) >= results.rows) break;
      V x[6], v[kTile];
      FOVEA_UNROLL for (size_t s = 0; s < 6; ++s) x[s] = lines[s][r];
      output_line(d, x, v);
      store_results<kLeaks, kMore>(d, v, scale, shift, finish, results, at, count, y);
    }
  }
}

template <size_t kTile>
HWY_INLINE void transform_tile(const float* from, Index plane, const WinogradResults& results,
                               Range columns, const Finish& finish, float* y) {
  if (finish.residual || finish.clamps) {
    transform_results_by<kTile, true, true>(from, plane, results, columns, finish, y);
  } else if (finish.slope != 1) {
    transform_results_by<kTile, true, false>(from, plane, results, columns, finish, y);
  } else {
    transform_results_by<kTile, false, false>(from, plane, results, columns, finish, y);
  }
}

// A^T m A of the columns from column `columns.begin` on, with product i at from + i * plane. The
// results are finished and stored in y.
inline void transform_results(const float* from, Index plane, const WinogradResults& results,
                              Range columns, const Finish& finish, float* y) {
  if (results.size == 2) return transform_tile<2>(from, plane, results, columns, finish, y);
  transform_tile<4>(from, plane, results, columns, finish, y);
}

}  // namespace HWY_NAMESPACE
}  // namespace fovea::cpu
HWY_AFTER_NAMESPACE();

#endif
