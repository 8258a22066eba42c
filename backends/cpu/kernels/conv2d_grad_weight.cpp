// conv2d_grad_weight (x, dy) -> dweight: outer products of the output channels of a pixel of dy
// and the taps of x that it saw, summed over the pixels. Nothing is packed. If the channels of a
// group fill whole vectors, each tap reads x in place and leaves out the pixels whose tap is in the
// padding. Else the rows are copied with their padding, so the taps of a kernel row are one run of
// columns or, if the outputs fill pairs of vectors, one run of rows: then the product is dweight
// transposed. The pixels are cut into parts by the shape; each part sums into its own copy of
// dweight, and the parts are added in order. A 1x1 kernel is one product. Depthwise shapes and
// shapes of few channels have loops of their own; 3x3 kernels with stride 1 mostly run as
// conv2d_winograd_grad_weight.
#include <utility>
#include <vector>

#include "backends/cpu/conv/conv2d_block.h"
#include "backends/cpu/conv/depthwise.h"
#include "backends/cpu/conv/few_channels.h"
#include "backends/cpu/conv/winograd.h"
#include "backends/cpu/gemm/matrix.h"
#include "fovea/cpu/kernel.h"

namespace fovea::cpu {

namespace {

constexpr double chunk_flops = 2e6;
constexpr Index enough = 64;                   // chunks
constexpr Index part_floats = Index{1} << 21;  // of all parts together
constexpr Index part_pixels = 512;
constexpr Index block_pixels = 512;  // summed in registers before they are added to c

class GradWeight {
 public:
  explicit GradWeight(const Conv2dParams& params)
      : shape_(params),
        in_place_(shape_.inputs % panel_width == 0),
        transposed_(!in_place_ && shape_.dilation_w == 1 &&
                    shape_.outputs % (2 * panel_width) == 0) {
    const Index rows = shape_.batch * shape_.out_height;
    const double flops = shape_.row_flops() * static_cast<double>(rows);
    const Index chunks = std::clamp<Index>(static_cast<Index>(flops / chunk_flops), 1, enough);
    // Adding up the parts takes time too, so each part must sum many pixels.
    sums_.count = shape_.out_channels * shape_.taps() * shape_.inputs;
    sums_.parts =
        std::min({chunks, part_floats / sums_.count, rows * shape_.out_width / part_pixels});
    sums_.parts = std::max<Index>(sums_.parts, 1);
    output_unit_ = transposed_ ? 2 * panel_width : 1;
    output_parts_ = std::clamp<Index>(
        chunks / sums_.parts, 1, divide_up(shape_.outputs, std::max(output_unit_, a_panel_width)));
    block_rows_ = std::max<Index>(1, block_pixels / shape_.out_width);
    past_caches_ = in_place_ && sums_.parts == 1 && sums_.count > cached_floats;
    pack_a_ = !transposed_ && shape_.out_channels >= 64 && shape_.taps() * shape_.inputs >= 128;
  }

  std::int64_t scratch_bytes() const {
    return sums_.scratch_bytes() + (transposed_ ? sums_.count * Index{sizeof(float)} : 0);
  }

  void run(const KernelArgs& args) {
    x_ = args.input<float>(0);
    dy_ = args.input<float>(1);
    float *dweight = args.output<float>(0), *results = dweight;
    std::byte* scratch = args.scratch;
    if (transposed_) {
      results = reinterpret_cast<float*>(scratch);
      scratch += sums_.count * Index{sizeof(float)};
    }
    float* copies = sums_.copies(scratch, results);
    parallel_for(static_cast<int>(sums_.parts * output_parts_), [&](int chunk) {
      const Index part = chunk / output_parts_;
      const Range outputs =
          part_of(shape_.outputs, output_parts_, chunk % output_parts_, output_unit_);
      run_part(part_of(shape_.batch * shape_.out_height, sums_.parts, part), outputs,
               copies + part * sums_.count);
    });
    sums_.add_up(copies, results);
    if (transposed_) turn(results, dweight);
  }

 private:
  // `rows` counts the rows of dy through all images.
  void run_part(Range rows, Range outputs, float* dweight) const {
    for (Index row = rows.begin; row < rows.end; row += block_rows_) {
      const Range block = {row, std::min(row + block_rows_, rows.end)};
      const Index pixels = block.size() * shape_.out_width;
      for (Index group = 0; group < shape_.groups; ++group) {
        ColumnProduct product;
        product.a = dy_ + row * shape_.out_width * shape_.out_channels + group * shape_.outputs +
                    outputs.begin;
        product.lda = shape_.out_channels;
        product.rows = {0, outputs.size()};
        product.ldc = shape_.taps() * shape_.inputs;
        product.c = dweight + (group * shape_.outputs + outputs.begin) * product.ldc;
        product.add = row > rows.begin;
        product.past_caches = past_caches_ && block.end - block.begin == rows.size();
        const std::vector<ImageRows> parts = parts_of(block);
        const Index a_count = pack_a_ ? a_packed_count(pixels, outputs.size()) : 0;
        float* scratch = thread_scratch_of<float>(
            static_cast<size_t>(a_count + (in_place_ ? 0 : copied_counts(parts))));
        if (pack_a_) {
          pack_a(product.a, product.lda, pixels, outputs.size(), scratch);
          product.a = scratch;
          product.lda = a_panel_width;
          product.a_panel_stride = pixels * a_panel_width;
        }
        if (in_place_) {
          sum_in_place(product, group, block);
        } else {
          sum_copied(product, group, parts, outputs, dweight, scratch + a_count);
        }
      }
    }
  }

  // One product per tap, over the pixels where it is inside the image.
  void sum_in_place(ColumnProduct& product, Index group, Range rows) const {
    product.b = x_ + group * shape_.inputs;
    product.ldb = shape_.stride_w * shape_.channels;
    std::vector<Segment> segments;
    for (Index kh = 0; kh < shape_.kernel_h; ++kh) {
      for (Index kw = 0; kw < shape_.kernel_w; ++kw) {
        segments.clear();
        const Range columns = shape_.columns_inside(kw);
        const Index column =
            columns.begin * shape_.stride_w + kw * shape_.dilation_w - shape_.pad_left;
        for (Index row = rows.begin; row < rows.end && columns.size() > 0; ++row) {
          const Index n = row / shape_.out_height, oh = row % shape_.out_height;
          const Index ih = oh * shape_.stride_h - shape_.pad_top + kh * shape_.dilation_h;
          if (ih < 0 || ih >= shape_.height) continue;
          segments.push_back({((row - rows.begin) * shape_.out_width + columns.begin) * product.lda,
                              ((n * shape_.height + ih) * shape_.width + column) * shape_.channels,
                              columns.size()});
        }
        if (segments.empty() && product.add) continue;
        product.segments = segments;
        const ColumnSpan span = {0, (kh * shape_.kernel_w + kw) * shape_.inputs, shape_.inputs};
        product.spans = {&span, 1};
        multiply_columns(product);
      }
    }
  }

  // A range of rows through all images, image by image.
  std::vector<ImageRows> parts_of(Range rows) const {
    std::vector<ImageRows> parts;
    for (Index row = rows.begin; row < rows.end;) {
      const Index n = row / shape_.out_height, begin = row % shape_.out_height;
      const Index end = std::min(shape_.out_height, begin + rows.end - row);
      parts.push_back({{n, n + 1}, {begin, end}});
      row += end - begin;
    }
    return parts;
  }

  // Room for what the parts see, and for a vector after it that is read but not used.
  Index copied_counts(const std::vector<ImageRows>& parts) const {
    Index count = panel_width;
    for (const ImageRows& part : parts) {
      count += copied_count(shape_, part.rows.size(), shape_.inputs);
    }
    return count;
  }

  // One product of all taps, on copies of the rows with their padding.
  void sum_copied(ColumnProduct& product, Index group, const std::vector<ImageRows>& parts,
                  Range outputs, float* sums, float* copy) const {
    const Index row_stride = shape_.columns_of_x() * shape_.inputs;
    std::vector<Segment> segments;
    Index at = 0, at_a = 0;
    for (const ImageRows& part : parts) {
      const float* image = x_ + part.images.begin * shape_.height * shape_.width * shape_.channels;
      copy_block(shape_, image, group, part.rows, shape_.inputs, copy + at);
      for (Index r = 0; r < part.rows.size(); ++r, at_a += shape_.out_width * product.lda) {
        segments.push_back({at_a, at + r * shape_.stride_h * row_stride, shape_.out_width});
      }
      at += copied_count(shape_, part.rows.size(), shape_.inputs);
    }
    std::fill(copy + at, copy + at + panel_width, 0.0f);
    if (transposed_) return sum_transposed(product, group, outputs, segments, copy, sums);
    const std::vector<ColumnSpan> spans = tap_spans(row_stride);
    product.b = copy;
    product.ldb = shape_.stride_w * shape_.inputs;
    product.segments = segments;
    product.spans = spans;
    multiply_columns(product);
  }

  // The same with a and b exchanged: one product per kernel row, into (group, kernel_h, kernel_w,
  // inputs, outputs).
  void sum_transposed(ColumnProduct& product, Index group, Range outputs,
                      std::vector<Segment>& segments, const float* copy, float* sums) const {
    for (Segment& segment : segments) std::swap(segment.a, segment.b);
    const Index taps = shape_.kernel_w * shape_.inputs;
    const ColumnSpan span = {0, 0, outputs.size()};
    product.b = std::exchange(product.a, copy);
    product.ldb = std::exchange(product.lda, shape_.stride_w * shape_.inputs);
    product.rows = {0, taps};
    product.ldc = shape_.outputs;
    product.c = sums + group * shape_.kernel_h * taps * shape_.outputs + outputs.begin;
    product.spans = {&span, 1};
    product.segments = segments;
    for (Index kh = 0; kh < shape_.kernel_h; ++kh) {
      multiply_columns(product);
      product.a += shape_.dilation_h * shape_.columns_of_x() * shape_.inputs;
      product.c += taps * shape_.outputs;
    }
  }

  // (group, taps, outputs) -> (group, outputs, taps).
  void turn(const float* sums, float* dweight) const {
    const Index taps = shape_.taps() * shape_.inputs;
    for (Index group = 0; group < shape_.groups; ++group, sums += taps * shape_.outputs) {
      for (Index o = 0; o < shape_.outputs; ++o) {
        for (Index tap = 0; tap < taps; ++tap) *dweight++ = sums[tap * shape_.outputs + o];
      }
    }
  }

  std::vector<ColumnSpan> tap_spans(Index row_stride) const {
    const bool merged = shape_.dilation_w == 1;
    std::vector<ColumnSpan> spans;
    for (Index kh = 0; kh < shape_.kernel_h; ++kh) {
      for (Index kw = 0; kw < (merged ? 1 : shape_.kernel_w); ++kw) {
        spans.push_back(
            {kh * shape_.dilation_h * row_stride + kw * shape_.dilation_w * shape_.inputs,
             (kh * shape_.kernel_w + kw) * shape_.inputs,
             merged ? shape_.kernel_w * shape_.inputs : shape_.inputs});
      }
    }
    return spans;
  }

  const Conv2dShape shape_;
  const bool in_place_, transposed_;
  bool pack_a_, past_caches_;
  PartSums sums_;
  Index output_unit_, output_parts_, block_rows_;
  const float *x_ = nullptr, *dy_ = nullptr;
};

// A 1x1 kernel, with a stride or without: one product over the pixels that it sees.
bool is_product(const Conv2dShape& shape) {
  return shape.taps() == 1 && shape.groups == 1 && !shape.padded();
}

TransposedProduct product_of(const Conv2dShape& shape) {
  TransposedProduct product;
  product.rows = shape.out_channels;
  product.columns = shape.channels;
  product.k = shape.batch * shape.pixels();
  return product;
}

std::vector<const float*> pixels_of(const Conv2dShape& shape, const float* x) {
  std::vector<const float*> pixels;
  pixels.reserve(static_cast<size_t>(shape.batch * shape.pixels()));
  for (Index row = 0; row < shape.batch * shape.out_height; ++row) {
    const Index n = row / shape.out_height, h = row % shape.out_height * shape.stride_h;
    const float* from = x + (n * shape.height + h) * shape.width * shape.channels;
    for (Index w = 0; w < shape.out_width; ++w) {
      pixels.push_back(from + w * shape.stride_w * shape.channels);
    }
  }
  return pixels;
}

void run(const KernelArgs& args) {
  const Conv2dParams& params = args.params<Conv2dParams>();
  const Conv2dShape shape(params);
  if (has_few_channels(params)) return grad_weight_of_few_channels(args);
  if (shape.depthwise()) return depthwise_grad_weight(args);
  if (!is_product(shape)) return GradWeight(params).run(args);
  TransposedProduct product = product_of(shape);
  std::vector<const float*> pixels;
  if (!shape.is_matrix()) product.b_rows = pixels = pixels_of(shape, args.input<float>(0));
  product.a = args.input<float>(1);
  product.b = args.input<float>(0);
  product.c = args.output<float>(0);
  product.scratch = args.scratch;
  multiply(product);
}

Support query(const Step& step) {
  const Conv2dParams& params = step.params.as<Conv2dParams>();
  const Conv2dShape shape(params);
  if (has_few_channels(params)) {
    return {.scratch_bytes = few_channels_scratch_bytes(params)};
  }
  if (shape.depthwise()) return {.scratch_bytes = depthwise_scratch_bytes(params)};
  return {.instead = grad_weight_by_winograd(step),
          .scratch_bytes = is_product(shape) ? product_of(shape).scratch_bytes()
                                             : GradWeight(params).scratch_bytes()};
}

}  // namespace

void register_conv2d_grad_weight(KernelTable& table) { table["conv2d_grad_weight"] = {run, query}; }

}  // namespace fovea::cpu
