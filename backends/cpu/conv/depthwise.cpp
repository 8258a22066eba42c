#include "backends/cpu/conv/depthwise.h"

#include "backends/cpu/gemm/finish.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backends/cpu/conv/depthwise.cpp"
#include <hwy/foreach_target.h>
// These must come after foreach_target.h.
#include <hwy/highway.h>

#include "backends/cpu/conv/depthwise-inl.h"

#if HWY_ONCE
namespace fovea::cpu {

HWY_EXPORT(depthwise_row);
HWY_EXPORT(depthwise_grad_row);

namespace {

struct ImageSize {
  Index height, width;
};

// Each pixel of the output is the sum of the taps that `down` and `across` give it.
void sum_taps(const KernelArgs& args, const Conv2dShape& shape, ImageSize source, ImageSize out,
              const DepthwiseAxis& down, const DepthwiseAxis& across, const Finish* finish) {
  const auto rows = depthwise_rows(down, out.height);
  DepthwiseImage image;
  image.source_width = source.width;
  image.channels = shape.channels;
  image.width = out.width;
  image.weight = args.input<float>(1);
  image.kernel_w = shape.kernel_w;
  const Index source_count = source.height * source.width * shape.channels;
  const Index out_count = out.height * out.width * shape.channels;
  const auto row_of = HWY_DYNAMIC_DISPATCH(depthwise_row);
  for_depthwise_rows(shape, out.height, [&](Index n, Index row) {
    const Finish finish_here = finish ? shifted(*finish, n * out_count, 0) : Finish();
    DepthwiseImage here = image;
    here.source = args.input<float>(0) + n * source_count;
    here.out = args.output<float>(0) + n * out_count;
    here.finish = finish ? &finish_here : nullptr;
    row_of(here, rows[static_cast<size_t>(row)], row, across);
  });
}

DepthwiseAxis rows_of_y(const Conv2dShape& s) {
  return forward_axis(s.out_height, s.height, s.kernel_h, s.stride_h, s.dilation_h, s.pad_top);
}

// Chunks are parts of the channels and of the rows of dy; each part of the rows sums into its own
// copy of dweight.
class DepthwiseGradWeight {
 public:
  explicit DepthwiseGradWeight(const Conv2dParams& params)
      : shape_(params), rows_(shape_.batch * shape_.out_height) {
    const double flops = shape_.row_flops() * static_cast<double>(rows_);
    constexpr Index enough = 64, part_pixels = 512;
    const Index chunks = std::clamp<Index>(static_cast<Index>(flops / 1e6), 1, enough);
    channel_parts_ = std::min(chunks, divide_up(shape_.channels, 64));
    parts_ = std::min({chunks / channel_parts_, rows_, rows_ * shape_.out_width / part_pixels});
    parts_ = std::max<Index>(parts_, 1);
  }

  std::int64_t scratch_bytes() const { return parts_ * count() * Index{sizeof(float)}; }

  void run(const KernelArgs& args) const {
    const float *x = args.input<float>(0), *dy = args.input<float>(1);
    float* scratch = reinterpret_cast<float*>(args.scratch);
    const Conv2dShape& s = shape_;
    const auto rows = depthwise_rows(rows_of_y(s), s.out_height);
    const std::vector<DepthwiseSpan> columns = depthwise_spans(s);
    const auto add_row = HWY_DYNAMIC_DISPATCH(depthwise_grad_row);
    parallel_for(static_cast<int>(parts_ * channel_parts_), [&](int chunk) {
      const Index part = chunk / channel_parts_;
      const Range channels = part_of(s.channels, channel_parts_, chunk % channel_parts_, 16);
      DepthwiseGradRow row;
      row.width = s.width;
      row.channels = s.channels;
      row.kernel_w = s.kernel_w;
      row.columns = columns;
      row.part = channels;
      row.dweight = scratch + part * count();
      for (Index tap = 0; tap < s.taps(); ++tap) {
        float* of_tap = row.dweight + tap * s.channels;
        std::fill(of_tap + channels.begin, of_tap + channels.end, 0.0f);
      }
      const Range part_rows = part_of(rows_, parts_, part);
      for (Index r = part_rows.begin; r < part_rows.end; ++r) {
        row.x = x + r / s.out_height * s.height * s.width * s.channels;
        row.dy = dy + r * s.out_width * s.channels;
        row.rows = rows[static_cast<size_t>(r % s.out_height)];
        add_row(row);
      }
    });
    add_parts(scratch, args.output<float>(0));
  }

 private:
  Index count() const { return shape_.taps() * shape_.channels; }

  void add_parts(const float* parts, float* dweight) const {
    for (Index c = 0; c < shape_.channels; ++c) {
      for (Index tap = 0; tap < shape_.taps(); ++tap) {
        float sum = 0;
        for (Index part = 0; part < parts_; ++part) {
          sum += parts[part * count() + tap * shape_.channels + c];
        }
        *dweight++ = sum;
      }
    }
  }

  const Conv2dShape shape_;
  const Index rows_;
  Index parts_, channel_parts_;
};

}  // namespace

void depthwise_conv2d(const KernelArgs& args) {
  const Conv2dParams& params = args.params<Conv2dParams>();
  const Conv2dShape s(params);
  const Finish finish = finish_of(params.epilogue, args, 2);
  sum_taps(args, s, {s.height, s.width}, {s.out_height, s.out_width}, rows_of_y(s),
           forward_axis(s.out_width, s.width, s.kernel_w, s.stride_w, s.dilation_w, s.pad_left),
           &finish);
}

void depthwise_grad_input(const KernelArgs& args) {
  const Conv2dShape s(args.params<Conv2dParams>());
  sum_taps(args, s, {s.out_height, s.out_width}, {s.height, s.width},
           backward_axis(s.out_height, s.height, s.kernel_h, s.stride_h, s.dilation_h, s.pad_top),
           backward_axis(s.out_width, s.width, s.kernel_w, s.stride_w, s.dilation_w, s.pad_left),
           nullptr);
}

void depthwise_grad_weight(const KernelArgs& args) {
  DepthwiseGradWeight(args.params<Conv2dParams>()).run(args);
}

std::int64_t depthwise_scratch_bytes(const Conv2dParams& params) {
  return DepthwiseGradWeight(params).scratch_bytes();
}

}  // namespace fovea::cpu
#endif
