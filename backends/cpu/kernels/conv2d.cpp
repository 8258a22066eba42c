// conv2d as an implicit product: the rows of a are pixels of y, k runs over the filter taps, b is
// the packed weight. A chunk copies its image rows with their padding (unpadded shapes are read
// in place), so the taps of a kernel row are one segment of k; with dilation each tap is a segment.
// Depthwise shapes and shapes of few channels have loops of their own; 3x3 kernels with stride 1
// mostly run as conv2d_winograd, as do those of 5x5.
#include "fovea/kernels/conv2d.h"

#include <vector>

#include "backends/cpu/conv/conv2d_block.h"
#include "backends/cpu/conv/depthwise.h"
#include "backends/cpu/conv/few_channels.h"
#include "backends/cpu/conv/winograd.h"
#include "backends/cpu/gemm/finish.h"
#include "backends/cpu/gemm/matrix.h"
#include "backends/cpu/gemm/pack.h"
#include "fovea/cpu/kernel.h"

namespace fovea::cpu {

namespace {

constexpr double chunk_flops = 2e6;
constexpr Index block_floats = 1 << 16;  // of copied rows, which stay in the second-level cache
constexpr Index tile_columns = 2 * panel_width;

// The filter taps as runs of k, for rows that point at their first tap.
std::vector<Segment> segments_of(const Conv2dShape& shape, Index row_stride, Index pixel_stride) {
  std::vector<Segment> segments;
  const bool merged = shape.dilation_w == 1 && pixel_stride == shape.inputs;
  for (Index kh = 0; kh < shape.kernel_h; ++kh) {
    for (Index kw = 0; kw < (merged ? 1 : shape.kernel_w); ++kw) {
      segments.push_back({kh * shape.dilation_h * row_stride + kw * shape.dilation_w * pixel_stride,
                          (kh * shape.kernel_w + kw) * shape.inputs,
                          merged ? shape.kernel_w * shape.inputs : shape.inputs});
    }
  }
  return segments;
}

class Forward {
 public:
  Forward(const KernelArgs& args, const Conv2dParams& params)
      : shape_(params),
        params_(params),
        x_(args.input<float>(0)),
        packed_(args.input<float>(1)),
        y_(args.output<float>(0)),
        finish_(finish_of(params.epilogue, args, 2)),
        in_place_(!shape_.padded()),
        collides_(rows_collide(shape_.stride_w * (in_place_ ? shape_.channels : shape_.inputs))),
        pitch_(shape_.inputs + (collides_ ? panel_width : 0)),
        chunks_(shape_.batch, shape_.out_height, chunk_rows()) {
    constexpr Index enough = 64;
    const double flops = shape_.row_flops() * static_cast<double>(shape_.batch * shape_.out_height);
    column_parts_ =
        std::clamp<Index>(std::min(enough / chunks_.count(),
                                   static_cast<Index>(flops / chunk_flops) / chunks_.count()),
                          1, divide_up(shape_.outputs, copies() ? copy_columns : tile_columns));
    if (in_place_) {
      segments_ = segments_of(shape_, shape_.width * shape_.channels, shape_.channels);
    } else {
      segments_ = segments_of(shape_, shape_.columns_of_x() * pitch_, pitch_);
    }
  }

  void run() {
    parallel_for(static_cast<int>(chunks_.count() * column_parts_), [this](int chunk) {
      const ImageRows part = chunks_[chunk / column_parts_];
      const Range columns =
          part_of(shape_.outputs, column_parts_, chunk % column_parts_, tile_columns);
      // Small images are merged, so that tiles are not cut at the end of each image.
      const Index merged =
          std::max<Index>(1, 256 / std::max<Index>(1, part.rows.size() * shape_.out_width));
      for (Index n = part.images.begin; n < part.images.end; n += merged) {
        const Range images = {n, std::min(n + merged, part.images.end)};
        for (Index group = 0; group < shape_.groups; ++group) {
          run_block({images, part.rows}, group, columns);
        }
      }
    });
  }

 private:
  // Whether the rows of a 1x1 kernel with a stride are copied.
  bool copies() const { return in_place_ && collides_ && shape_.taps() == 1; }

  // Enough rows for a chunk, and for copies that neighbouring rows use again, but not more than fit
  // into the cache.
  Index chunk_rows() const {
    Index rows = std::max(static_cast<Index>(chunk_flops / shape_.row_flops()) + 1,
                          divide_up(96, shape_.out_width));
    if (in_place_) return rows;
    rows =
        std::max(rows, 4 * divide_up((shape_.kernel_h - 1) * shape_.dilation_h, shape_.stride_h));
    const Index row = shape_.columns_of_x() * pitch_ * shape_.stride_h;
    const Index fit = std::max<Index>(1, block_floats / row);
    return rows < shape_.out_height || fit < shape_.out_height ? std::min(rows, fit) : rows;
  }

  void run_block(const ImageRows& part, Index group, Range columns) {
    const Index row_count = part.rows.size(), width = shape_.out_width;
    const Index pixels = part.images.size() * row_count * width, room = pointer_count(pixels);
    const Index copied = in_place_ ? 0 : copied_count(shape_, row_count, pitch_);
    const size_t collision_free = copies() ? collision_free_count(pixels, shape_.inputs) : 0;
    const float** pointers = reinterpret_cast<const float**>(thread_scratch(
        static_cast<size_t>(room) * sizeof(float*) +
        (static_cast<size_t>(part.images.size() * copied) + collision_free) * sizeof(float)));
    float* copy = reinterpret_cast<float*>(pointers + room);
    const float** pointer = pointers;
    for (Index n = part.images.begin; n < part.images.end; ++n, copy += copied) {
      const float* image = x_ + n * shape_.height * shape_.width * shape_.channels;
      const Block block = in_place_ ? block_in_place(shape_, image, group, part.rows)
                                    : copy_block(shape_, image, group, part.rows, pitch_, copy);
      for (Index r = 0; r < row_count; ++r) {
        const float* row = block.origin + r * shape_.stride_h * block.row_stride;
        for (Index w = 0; w < width; ++w)
          *pointer++ = row + w * shape_.stride_w * block.pixel_stride;
      }
    }
    if (copies()) copy_rows(pointers, pixels, shape_.inputs, pointers + room);
    const Index first = (part.images.begin * shape_.out_height + part.rows.begin) * width;
    const Index element = first * shape_.out_channels + group * shape_.outputs;
    const Finish finish = shifted(finish_, element, group * shape_.outputs);
    const PackParams pack = pack_params(params_);
    RowProduct product;
    product.rows = {pointers, static_cast<size_t>(pixels)};
    product.segments = segments_;
    product.panels = packed_ + group * pack.forward_count();
    product.panel_stride = shape_.taps() * shape_.inputs * panel_width;
    product.columns = columns;
    product.c = y_ + element;
    product.ldc = shape_.out_channels;
    product.finish = &finish;
    multiply_rows(product);
  }

  const Conv2dShape shape_;
  const Conv2dParams& params_;
  const float *x_, *packed_;
  float* y_;
  const Finish finish_;
  const bool in_place_, collides_;
  const Index pitch_;  // of copied pixels
  const RowChunks chunks_;
  Index column_parts_;
  std::vector<Segment> segments_;
};

void run_matrix(const KernelArgs& args, const Conv2dShape& shape) {
  const Finish finish = finish_of(args.params<Conv2dParams>().epilogue, args, 2);
  MatrixProduct product;
  product.a = args.input<float>(0);
  product.lda = product.k = shape.channels;
  product.rows = shape.batch * shape.pixels();
  product.columns = product.ldc = shape.out_channels;
  product.packed = args.input<float>(1);
  product.c = args.output<float>(0);
  product.finish = &finish;
  multiply(product);
}

void run(const KernelArgs& args) {
  const Conv2dParams& params = args.params<Conv2dParams>();
  const Conv2dShape shape(params);
  if (has_few_channels(params)) {
    conv2d_of_few_channels(args);
  } else if (shape.depthwise()) {
    depthwise_conv2d(args);
  } else if (shape.is_matrix()) {
    run_matrix(args, shape);
  } else {
    Forward(args, params).run();
  }
}

Support query(const Step& step) {
  const Conv2dParams& params = step.params.as<Conv2dParams>();
  if (has_few_channels(params)) return {};
  const PackParams pack = pack_params(params);
  const bool depthwise = Conv2dShape(params).depthwise();
  return {.instead = by_winograd(step),
          .packs = {depthwise ? pack_weight_depthwise(1, pack) : pack_weight(1, pack)},
          .in_place = finish_in_place(params.epilogue, 2)};
}

}  // namespace

void register_conv2d(KernelTable& table) { table["conv2d"] = {run, query}; }

}  // namespace fovea::cpu
