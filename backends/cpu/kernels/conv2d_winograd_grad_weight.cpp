// conv2d_winograd_grad_weight (x, dy) -> dweight: 36 sums (outputs, inputs) of a block of channels
// stay in the cache. The tiles are taken some at a time: their transformed pixels V
// (36, tiles, inputs) and gradients D (36, tiles, outputs) are multiplied, and at the end the sums
// are transformed to taps. One sum over many tiles loses digits, so the sums of each section of
// tiles are transformed before the next section begins, and the taps are added. Parts of the tiles
// are summed in parallel, each into its own copy of dweight, and the copies are added in order. All
// of this is cut only by the shape.
#include "backends/cpu/conv/winograd.h"
#include "backends/cpu/gemm/matrix.h"
#include "fovea/cpu/kernel.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backends/cpu/kernels/conv2d_winograd_grad_weight.cpp"
#include <hwy/cache_control.h>

#include <hwy/foreach_target.h>
// These must come after foreach_target.h.
#include <hwy/highway.h>

#include "backends/cpu/conv/winograd-inl.h"

#ifndef FOVEA_CPU_WINOGRAD_OUTER
#define FOVEA_CPU_WINOGRAD_OUTER
namespace fovea::cpu {

// u (outputs, inputs) (+)= sum over the tiles of the outer products of the rows of d (tiles,
// outputs) and v (tiles, inputs). Outputs are a multiple of 8, inputs of 16.
struct WinogradOuter {
  const float *d = nullptr, *v = nullptr;
  Index tiles = 0, outputs = 0, inputs = 0;
  float* u = nullptr;
  bool add = false;
};

}  // namespace fovea::cpu
#endif

HWY_BEFORE_NAMESPACE();
namespace fovea::cpu {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// A times a column of four.
template <class D, class V = hn::Vec<D>>
HWY_INLINE void gradient_line(D d, const V (&x)[4], V (&y)[6]) {
  const V p = hn::Set(d, kP), q = hn::Set(d, kQ), p2 = hn::Set(d, kP2), q2 = hn::Set(d, kQ2);
  const V even_p = hn::MulAdd(p2, x[2], x[0]), odd_p = hn::MulAdd(p2, x[3], x[1]);
  const V even_q = hn::MulAdd(q2, x[2], x[0]), odd_q = hn::MulAdd(q2, x[3], x[1]);
  y[0] = x[0];
  y[1] = hn::MulAdd(p, odd_p, even_p);
  y[2] = hn::NegMulAdd(p, odd_p, even_p);
  y[3] = hn::MulAdd(q, odd_q, even_q);
  y[4] = hn::NegMulAdd(q, odd_q, even_q);
  y[5] = x[3];
}

// G^T times a column of six. The rows of G form pairs that differ in the sign of the middle
// element.
template <class D, class V = hn::Vec<D>>
HWY_INLINE void tap_line(D d, const V (&x)[6], V (&y)[3]) {
  const auto g = [d](size_t i) HWY_ATTR { return hn::Set(d, static_cast<float>(winograd_g4[i])); };
  const V even_p = hn::Add(x[1], x[2]), odd_p = hn::Sub(x[1], x[2]);
  const V even_q = hn::Add(x[3], x[4]), odd_q = hn::Sub(x[3], x[4]);
  y[0] = hn::MulAdd(g(0), x[0], hn::MulAdd(g(3), even_p, hn::Mul(g(9), even_q)));
  y[1] = hn::MulAdd(g(4), odd_p, hn::Mul(g(10), odd_q));
  y[2] = hn::MulAdd(g(5), even_p, hn::MulAdd(g(11), even_q, x[5]));
}

// A g A^T for vectors of channels: pixel i of the 4x4 at pixels[i], result i at to + i * plane.
void transform_gradients(const float* const* pixels, Index channels, float* to, Index plane) {
  const Full d;
  using V = hn::Vec<Full>;
  const Index lanes = static_cast<Index>(hn::Lanes(d));
  for (Index c = 0; c < channels; c += lanes) {
    V columns[4][6];  // [column][row]
    FOVEA_UNROLL for (size_t s = 0; s < 4; ++s) {
      V x[4];
      FOVEA_UNROLL for (size_t r = 0; r < 4; ++r) {
        x[r] = load_part(d, pixels[r * 4 + s] + c, channels - c);
      }
      gradient_line(d, x, columns[s]);
    }
    float* at = to + c;
    FOVEA_UNROLL for (size_t r = 0; r < 6; ++r) {
      V x[4], y[6];
      FOVEA_UNROLL for (size_t s = 0; s < 4; ++s) x[s] = columns[s][r];
      gradient_line(d, x, y);
      FOVEA_UNROLL for (size_t s = 0; s < 6; ++s, at += plane) hn::StoreU(y[s], d, at);
    }
  }
}

// G^T u G for vectors of channels: sum i at from + i * plane, tap i to `to` + i * channels of a
// row.
template <bool kPastCaches>
HWY_INLINE void transform_taps_by(const float* from, Index plane, Index count, float* to,
                                  Index channels, bool add) {
  const Full d;
  using V = hn::Vec<Full>;
  const Index lanes = static_cast<Index>(hn::Lanes(d));
  for (Index c = 0; c < count; c += lanes, from += lanes) {
    V lines[6][3];  // [column][row]
    FOVEA_UNROLL for (size_t s = 0; s < 6; ++s) {
      V x[6];
      FOVEA_UNROLL for (size_t r = 0; r < 6; ++r) {
        x[r] = hn::LoadU(d, from + static_cast<Index>(r * 6 + s) * plane);
      }
      tap_line(d, x, lines[s]);
    }
    float* tap = to + c;
    FOVEA_UNROLL for (size_t r = 0; r < 3; ++r) {
      V x[6], y[3];
      FOVEA_UNROLL for (size_t s = 0; s < 6; ++s) x[s] = lines[s][r];
      tap_line(d, x, y);
      FOVEA_UNROLL for (size_t s = 0; s < 3; ++s, tap += channels) {
        if constexpr (kPastCaches) {
          store_whole<true>(d, y[s], tap);
        } else {
          if (add) y[s] = hn::Add(load_part(d, tap, count - c), y[s]);
          store_part(d, y[s], tap, count - c);
        }
      }
    }
  }
}

// past_caches: nothing is added, and all vectors are whole.
void transform_taps(const float* from, Index plane, Index count, float* to, Index channels,
                    bool add, bool past_caches) {
  if (past_caches) {
    transform_taps_by<true>(from, plane, count, to, channels, false);
  } else {
    transform_taps_by<false>(from, plane, count, to, channels, add);
  }
}

template <size_t kRows, size_t kVectors>
HWY_INLINE void outer_block(const WinogradOuter& product, Index output, Index input) {
  const Full d;
  const Index lanes = static_cast<Index>(hn::Lanes(d));
  float* u = product.u + output * product.inputs + input;
  hn::Vec<Full> sums[kRows][kVectors];
  FOVEA_UNROLL for (size_t r = 0; r < kRows; ++r) {
    FOVEA_UNROLL for (size_t j = 0; j < kVectors; ++j) {
      const float* sum = u + static_cast<Index>(r) * product.inputs + static_cast<Index>(j) * lanes;
      sums[r][j] = product.add ? hn::LoadU(d, sum) : hn::Zero(d);
    }
  }
  const float *left = product.d + output, *right = product.v + input;
  for (Index t = 0; t < product.tiles; ++t, left += product.outputs, right += product.inputs) {
    hn::Vec<Full> v[kVectors];
    FOVEA_UNROLL for (size_t j = 0; j < kVectors; ++j) {
      v[j] = hn::LoadU(d, right + static_cast<Index>(j) * lanes);
    }
    FOVEA_UNROLL for (size_t r = 0; r < kRows; ++r) {
      const auto factor = hn::Set(d, left[r]);
      FOVEA_UNROLL for (size_t j = 0; j < kVectors; ++j) {
        sums[r][j] = hn::MulAdd(factor, v[j], sums[r][j]);
      }
    }
  }
  FOVEA_UNROLL for (size_t r = 0; r < kRows; ++r, u += product.inputs) {
    FOVEA_UNROLL for (size_t j = 0; j < kVectors; ++j) {
      hn::StoreU(sums[r][j], d, u + static_cast<Index>(j) * lanes);
    }
  }
}

void multiply_outer(const WinogradOuter& product) {
#if HWY_TARGET <= HWY_AVX3 || HWY_TARGET == HWY_NEON
  constexpr size_t rows = 8;  // of 32 registers
#else
  constexpr size_t rows = 4;  // of 16
#endif
  const Index lanes = static_cast<Index>(hn::Lanes(Full()));
  Index input = 0;
  for (; input + 2 * lanes <= product.inputs; input += 2 * lanes) {
    for (Index output = 0; output < product.outputs; output += Index{rows}) {
      outer_block<rows, 2>(product, output, input);
    }
  }
  if (input == product.inputs) return;
  for (Index output = 0; output < product.outputs; output += 8) {
    outer_block<8, 1>(product, output, input);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace fovea::cpu
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea::cpu {

HWY_EXPORT(transform_pixels);
HWY_EXPORT(transform_gradients);
HWY_EXPORT(transform_taps);
HWY_EXPORT(multiply_outer);

namespace {

constexpr Index block_channels = 64;  // of both sides, whose sums stay in the cache
constexpr Index block_tiles = 32;     // multiplied at a time
constexpr Index section_tiles = 128;  // summed before they are transformed
constexpr Index part_tiles = 64;      // at least
constexpr Index enough_chunks = 64;
constexpr Index part_floats = Index{1} << 21;  // of all copies of dweight together

class WinogradGradWeight {
 public:
  explicit WinogradGradWeight(const Conv2dParams& params)
      : shape_(params),
        tiles_(shape_),
        output_blocks_(divide_up(shape_.out_channels, block_channels)),
        input_blocks_(divide_up(shape_.channels, block_channels)) {
    const Index blocks = output_blocks_ * input_blocks_;
    sums_.count = shape_.out_channels * 9 * shape_.channels;
    sums_.parts =
        std::min({enough_chunks / blocks, tiles_.count / part_tiles, part_floats / sums_.count});
    sums_.parts = std::max<Index>(sums_.parts, 1);
  }

  std::int64_t scratch_bytes() const { return sums_.scratch_bytes(); }

  void run(const KernelArgs& args) {
    x_ = args.input<float>(0);
    dy_ = args.input<float>(1);
    float* copies = sums_.copies(args.scratch, args.output<float>(0));
    const Index blocks = output_blocks_ * input_blocks_;
    parallel_for(static_cast<int>(sums_.parts * blocks), [&](int chunk) {
      const Index part = chunk / blocks, block = chunk % blocks;
      const Range tiles = part_of(tiles_.count, sums_.parts, part);
      const Range outputs =
          part_of(shape_.out_channels, output_blocks_, block / input_blocks_, panel_width);
      const Range inputs =
          part_of(shape_.channels, input_blocks_, block % input_blocks_, panel_width);
      run_chunk(tiles, outputs, inputs, copies + part * sums_.count);
    });
    sums_.add_up(copies, args.output<float>(0));
  }

 private:
  void run_chunk(Range tiles, Range outputs, Range inputs, float* dweight) const {
    const Index d_row = round_up(outputs.size(), 8), v_row = round_up(inputs.size(), panel_width);
    const Index d_plane = apart(block_tiles * d_row), v_plane = apart(block_tiles * v_row);
    const Index u_plane = apart(d_row * v_row);
    float* u = thread_scratch_of<float>(static_cast<size_t>(
        winograd_products * (d_plane + v_plane + u_plane) + std::max(d_row, v_row)));
    float *d = u + winograd_products * u_plane, *v = d + winograd_products * d_plane;
    float* zeros = v + winograd_products * v_plane;
    std::fill(zeros, zeros + std::max(d_row, v_row), 0.0f);
    const auto transform = HWY_DYNAMIC_DISPATCH(transform_taps);
    const Index sections = divide_up(tiles.size(), section_tiles);
    const bool past_caches = sums_.count > cached_floats && sums_.parts == 1 && sections == 1 &&
                             shape_.channels % panel_width == 0;
    for (Index s = 0; s < sections; ++s) {
      const Range section = part_of(tiles.size(), sections, s);
      const Index blocks = divide_up(section.size(), block_tiles);
      for (Index b = 0; b < blocks; ++b) {
        const Range block = part_of(section.size(), blocks, b);
        const Index first = tiles.begin + section.begin + block.begin;
        transform_in({first, first + block.size()}, outputs, inputs, zeros, d, d_row, d_plane, v,
                     v_row, v_plane);
        WinogradOuter product{d, v, block.size(), d_row, v_row, u, b > 0};
        for (Index k = 0; k < winograd_products; ++k) {
          HWY_DYNAMIC_DISPATCH(multiply_outer)(product);
          product.d += d_plane;
          product.v += v_plane;
          product.u += u_plane;
        }
      }
      for (Index o = 0; o < outputs.size(); ++o) {
        float* taps = dweight + (outputs.begin + o) * 9 * shape_.channels + inputs.begin;
        transform(u + o * v_row, u_plane, inputs.size(), taps, shape_.channels, s > 0, past_caches);
      }
    }
    if (past_caches) hwy::FlushStream();
  }

  void transform_in(Range tiles, Range outputs, Range inputs, const float* zeros, float* d,
                    Index d_row, Index d_plane, float* v, Index v_row, Index v_plane) const {
    const auto transform = HWY_DYNAMIC_DISPATCH(transform_pixels);
    const auto transform_dy = HWY_DYNAMIC_DISPATCH(transform_gradients);
    for (Index t = tiles.begin; t < tiles.end; ++t, d += d_row, v += v_row) {
      const WinogradPixels pixels = pixels_of(shape_, tiles_, t, x_ + inputs.begin, zeros);
      transform(pixels.data(), inputs.size(), v, v_plane);
      transform_dy(gradients_of(t, dy_ + outputs.begin, zeros).data(), outputs.size(), d, d_plane);
    }
  }

  std::array<const float*, 16> gradients_of(Index tile, const float* dy, const float* zeros) const {
    const Index row = tiles_.row(tile), column = tiles_.column(tile);
    std::array<const float*, 16> pixels;
    for (Index h = 0, i = 0; h < 4; ++h) {
      const Index line = tiles_.image(tile) * shape_.out_height + row + h;
      for (Index w = 0; w < 4; ++w, ++i) {
        const bool inside = row + h < shape_.out_height && column + w < shape_.out_width;
        const Index pixel = line * shape_.out_width + column + w;
        pixels[static_cast<size_t>(i)] = inside ? dy + pixel * shape_.out_channels : zeros;
      }
    }
    return pixels;
  }

  const Conv2dShape shape_;
  const WinogradTiles tiles_;
  const Index output_blocks_, input_blocks_;
  PartSums sums_;
  const float *x_ = nullptr, *dy_ = nullptr;
};

void run(const KernelArgs& args) {
  WinogradGradWeight(args.params<Conv2dWinogradParams>().conv2d).run(args);
}

Support query(const Step& step) {
  const auto& params = step.params.as<Conv2dWinogradParams>();
  if (params.tile != winograd_tile(3)) return {.reason = "it has tiles of 4x4 alone"};
  return {.scratch_bytes = WinogradGradWeight(params.conv2d).scratch_bytes()};
}

}  // namespace

void register_conv2d_winograd_grad_weight(KernelTable& table) {
  table["conv2d_winograd_grad_weight"] = {run, query};
}

}  // namespace fovea::cpu
#endif
