// conv2d_grad_input (dy, weight) -> dx. For a row of dx, the products of the rows of dy that
// reach it give, at each pixel of dy, one column for each (kernel_w, input channel): k runs
// over (kernel_h, output channel), so no work is wasted on strides or padding. The columns go into
// a buffer of the chunk, and each pixel of dx gathers its kernel_w contributions from it in a fixed
// order (col2im of one axis). Rows with the same taps share tiles.
// 3x3 kernels with stride 1 mostly run as conv2d_winograd on a turned weight.
#include <vector>

#include "backends/cpu/conv/conv2d_block.h"
#include "backends/cpu/conv/depthwise.h"
#include "backends/cpu/conv/winograd.h"
#include "backends/cpu/gemm/matrix.h"
#include "backends/cpu/gemm/pack.h"
#include "fovea/cpu/kernel.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backends/cpu/kernels/conv2d_grad_input.cpp"
#include <hwy/foreach_target.h>
// These must come after foreach_target.h.
#include <hwy/highway.h>

#include "backends/cpu/simd/vector_part-inl.h"

#ifndef FOVEA_CONV2D_GRAD_INPUT_GATHER
#define FOVEA_CONV2D_GRAD_INPUT_GATHER
namespace fovea::cpu {

// The terms of the sums for the pixels of a row of dx.
struct Gather {
  std::vector<Index> offsets;      // into the columns, in floats, pixel after pixel
  std::vector<size_t> first;       // of each pixel; one more at the end
  Index inputs = 0, channels = 0;  // floats of a pixel that are summed; floats to the next pixel
  bool whole = false;              // the sums fill a row, so vectors may reach into the next pixel
};

}  // namespace fovea::cpu
#endif

HWY_BEFORE_NAMESPACE();
namespace fovea::cpu {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

template <class D>
void gather_by(D d, const Gather& gather, const float* columns, float* dx) {
  const Index lanes = static_cast<Index>(hn::Lanes(d)), inputs = gather.inputs;
  const size_t pixels = gather.first.size() - 1;
  const float* end = dx + static_cast<Index>(pixels) * gather.channels;
  for (size_t pixel = 0; pixel < pixels; ++pixel, dx += gather.channels) {
    const Index* offset = gather.offsets.data() + gather.first[pixel];
    const size_t sources = gather.first[pixel + 1] - gather.first[pixel];
    for (Index i = 0; i < inputs; i += lanes) {
      auto sum = hn::Zero(d);
      for (size_t s = 0; s < sources; ++s)
        sum = hn::Add(sum, hn::LoadU(d, columns + offset[s] + i));
      const bool fits = gather.whole && end - (dx + i) >= lanes;
      store_part(d, sum, dx + i, fits ? lanes : inputs - i);
    }
  }
}

// Reads up to 15 floats after the last column.
void gather_row(const Gather& gather, const float* columns, float* dx) {
  if (gather.inputs <= 8) {
    gather_by(hn::CappedTag<float, 8>(), gather, columns, dx);
  } else {
    gather_by(hn::CappedTag<float, 16>(), gather, columns, dx);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace fovea::cpu
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea::cpu {

HWY_EXPORT(gather_row);

namespace {

constexpr double chunk_flops = 2e6;
constexpr Index buffer_floats = 1 << 16;

// The kernel rows that lead to a row of dx, as runs of k, and the row of dy that belongs to the
// first of them.
struct RowTaps {
  std::vector<Segment> segments;
  Index row = 0;

  bool same_as(const RowTaps& other) const {
    return std::ranges::equal(segments, other.segments, [](const Segment& s, const Segment& t) {
      return s.a == t.a && s.b == t.b;
    });
  }
};

class GradInput {
 public:
  GradInput(const KernelArgs& args, const Conv2dParams& params)
      : shape_(params),
        pack_(pack_params(params)),
        dy_(args.input<float>(0)),
        packed_(args.input<float>(1)),
        dx_(args.output<float>(0)),
        direct_(is_direct()),
        chunks_(shape_.batch, shape_.height, chunk_rows()) {
    for (Index ih = 0; ih < shape_.height; ++ih) taps_.push_back(taps_of(ih));
    for (Index block = 0; block < pack_.input_blocks(); ++block) {
      gathers_.push_back(gather_of(block));
    }
  }

  // A chunk is some rows and a block of input channels.
  void run() {
    const Index blocks = pack_.input_blocks();
    parallel_for(static_cast<int>(chunks_.count() * blocks), [this, blocks](int chunk) {
      const ImageRows part = chunks_[chunk / blocks];
      for (Index group = 0; group < shape_.groups; ++group) {
        run_chunk(part, group, chunk % blocks);
      }
    });
  }

 private:
  // Each column belongs to one pixel: the product is dx.
  bool is_direct() const {
    return shape_.kernel_w == 1 && shape_.stride_w == 1 && shape_.pad_left == 0 &&
           shape_.out_width == shape_.width;
  }

  Index block_inputs(Index block) const {
    return std::min(pack_.input_block(), shape_.inputs - block * pack_.input_block());
  }

  // At least enough rows to fill tiles.
  Index chunk_rows() const {
    const double flops =
        shape_.row_flops() / static_cast<double>(shape_.stride_h * pack_.input_blocks());
    const Index rows = std::max({shape_.stride_h, divide_up(64, shape_.out_width) * shape_.stride_h,
                                 static_cast<Index>(chunk_flops / flops) + 1});
    if (rows >= shape_.height) return rows;
    const Index row = shape_.out_width * shape_.kernel_w * pack_.input_block();
    return std::min(rows, std::max(shape_.stride_h, shape_.stride_h * (buffer_floats / row)));
  }

  RowTaps taps_of(Index ih) const {
    RowTaps taps;
    for (Index kh = 0; kh < shape_.kernel_h; ++kh) {
      const Index at = ih + shape_.pad_top - kh * shape_.dilation_h;
      if (at < 0 || at % shape_.stride_h != 0 || at / shape_.stride_h >= shape_.out_height) {
        continue;
      }
      const Index row = at / shape_.stride_h;
      if (taps.segments.empty()) taps.row = row;
      taps.segments.push_back({(row - taps.row) * shape_.out_width * shape_.out_channels,
                               kh * shape_.outputs, shape_.outputs});
    }
    return taps;
  }

  Gather gather_of(Index block) const {
    Gather gather;
    gather.inputs = block_inputs(block);
    gather.channels = shape_.channels;
    gather.whole = gather.inputs == shape_.channels;
    gather.first.push_back(0);
    for (Index iw = 0; iw < shape_.width; ++iw) {
      for (Index kw = 0; kw < shape_.kernel_w; ++kw) {
        const Index at = iw + shape_.pad_left - kw * shape_.dilation_w;
        if (at < 0 || at % shape_.stride_w != 0 || at / shape_.stride_w >= shape_.out_width) {
          continue;
        }
        gather.offsets.push_back((at / shape_.stride_w * shape_.kernel_w + kw) * gather.inputs);
      }
      gather.first.push_back(gather.offsets.size());
    }
    return gather;
  }

  // Rows of one phase of the stride are one product as long as they have the same taps; if they are
  // short, these rows of several images are one product.
  void run_chunk(const ImageRows& part, Index group, Index block) {
    const Index stride = shape_.stride_h;
    for (Index phase = 0; phase < stride; ++phase) {
      for (Index ih = part.rows.begin + phase; ih < part.rows.end;) {
        const RowTaps& taps = taps_[static_cast<size_t>(ih)];
        Index count = 1;
        const auto same = [&](Index row) {
          return row < part.rows.end && taps_[static_cast<size_t>(row)].same_as(taps);
        };
        while (same(ih + count * stride)) ++count;
        const bool direct = direct_ && (count == 1 || stride == 1);
        const Index merged = direct ? 1 : divide_up(128, count * shape_.out_width);
        for (Index n = part.images.begin; n < part.images.end; n += merged) {
          const Range images = {n, std::min(n + merged, part.images.end)};
          run_rows(images, ih, count, direct, group, block);
        }
        ih += count * stride;
      }
    }
  }

  // `count` rows of dx of each image, from ih on, in steps of the stride.
  void run_rows(Range images, Index ih, Index count, bool direct, Index group, Index block) {
    const Index columns = shape_.kernel_w * block_inputs(block);
    const Index image_pixels = count * shape_.out_width, pixels = images.size() * image_pixels;
    const RowTaps& taps = taps_[static_cast<size_t>(ih)];
    const bool copies = taps.segments.size() == 1 && rows_collide(shape_.out_channels);
    const size_t copied = copies ? collision_free_count(pixels, shape_.outputs) : 0;
    const size_t buffered =
        static_cast<size_t>(round_up(pixels * columns, panel_width) + panel_width);
    const Index room = pointer_count(pixels);
    const float** pointers = reinterpret_cast<const float**>(thread_scratch(
        static_cast<size_t>(room) * sizeof(float*) + (buffered + copied) * sizeof(float)));
    float* buffer = reinterpret_cast<float*>(pointers + room);
    for (Index n = 0; n < images.size(); ++n) {
      const float* dy = dy_ + group * shape_.outputs +
                        ((images.begin + n) * shape_.out_height + taps.row) * shape_.out_width *
                            shape_.out_channels;
      for (Index i = 0; i < image_pixels; ++i) {
        pointers[n * image_pixels + i] = dy + i * shape_.out_channels;
      }
    }
    if (copies) copy_rows(pointers, pixels, shape_.outputs, buffer + buffered);
    const Index row_size = shape_.width * shape_.channels;
    float* dx = dx_ + (images.begin * shape_.height + ih) * row_size + group * shape_.inputs +
                block * pack_.input_block();
    RowProduct product;
    product.rows = {pointers, static_cast<size_t>(pixels)};
    product.segments = taps.segments;
    product.panels = packed_ + group * pack_.grad_input_count() + pack_.block_start(block);
    product.panel_stride = shape_.kernel_h * shape_.outputs * panel_width;
    product.columns = {0, columns};
    product.c = direct ? dx : buffer;
    product.ldc = direct ? shape_.channels : columns;
    multiply_rows(product);
    if (direct) return;
    std::fill(buffer + pixels * columns, buffer + pixels * columns + panel_width, 0.0f);
    const Gather& gather = gathers_[static_cast<size_t>(block)];
    const auto gather_one = HWY_DYNAMIC_DISPATCH(gather_row);
    for (Index n = 0; n < images.size(); ++n, dx += shape_.height * row_size) {
      for (Index r = 0; r < count; ++r, buffer += shape_.out_width * columns) {
        gather_one(gather, buffer, dx + r * shape_.stride_h * row_size);
      }
    }
  }

  const Conv2dShape shape_;
  const PackParams pack_;
  const float *dy_, *packed_;
  float* dx_;
  const bool direct_;
  const RowChunks chunks_;
  std::vector<RowTaps> taps_;    // of each row of dx
  std::vector<Gather> gathers_;  // of each block of input channels
};

void run_matrix(const KernelArgs& args, const Conv2dShape& shape) {
  MatrixProduct product;
  product.a = args.input<float>(0);
  product.lda = product.k = shape.out_channels;
  product.rows = shape.batch * shape.pixels();
  product.columns = product.ldc = shape.channels;
  product.packed = args.input<float>(1);
  product.c = args.output<float>(0);
  multiply(product);
}

void run(const KernelArgs& args) {
  const Conv2dParams& params = args.params<Conv2dParams>();
  const Conv2dShape shape(params);
  if (shape.depthwise()) {
    depthwise_grad_input(args);
  } else if (shape.is_matrix()) {
    run_matrix(args, shape);
  } else {
    GradInput(args, params).run();
  }
}

Support query(const Step& step) {
  const Conv2dParams& params = step.params.as<Conv2dParams>();
  const PackParams pack = pack_params(params);
  const bool depthwise = Conv2dShape(params).depthwise();
  return {.instead = by_winograd(step),
          .packs = {depthwise ? pack_weight_depthwise(1, pack) : pack_weight_grad_input(1, pack)}};
}

}  // namespace

void register_conv2d_grad_input(KernelTable& table) { table["conv2d_grad_input"] = {run, query}; }

}  // namespace fovea::cpu
#endif
