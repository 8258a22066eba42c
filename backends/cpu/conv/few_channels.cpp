#include "backends/cpu/conv/few_channels.h"

#include <vector>

#include "backends/cpu/conv/planes.h"
#include "backends/cpu/gemm/finish.h"
#include "backends/cpu/gemm/matrix.h"
#include "fovea/cpu/kernel.h"

namespace fovea::cpu {

namespace {

constexpr double chunk_flops = 2e6;
constexpr Index enough_chunks = 64;
constexpr Index cached_floats = 1 << 16;  // of planes, which stay in the second-level cache

// (O, kernel h, kernel w, C) -> (C, kernel h, kernel w, O)
std::vector<float> turned(const Conv2dShape& shape, const float* weight) {
  std::vector<float> result;
  for (Index c = 0; c < shape.channels; ++c) {
    for (Index tap = 0; tap < shape.taps(); ++tap) {
      for (Index o = 0; o < shape.out_channels; ++o) {
        result.push_back(weight[(o * shape.taps() + tap) * shape.channels + c]);
      }
    }
  }
  return result;
}

// Rows of y, of several images or of one: at least `rows`. The planes of a row have
// `row_floats` floats.
RowChunks chunks_of(const Conv2dShape& shape, Index rows, Index row_floats) {
  const Index worthy = static_cast<Index>(chunk_flops / shape.row_flops()) + 1;
  const Index enough_rows = std::max(worthy, rows), fit = cached_floats / row_floats + 1;
  return {shape.batch, shape.out_height,
          enough_rows < shape.out_height ? std::min(enough_rows, fit) : enough_rows};
}

const float* image_of(const Conv2dShape& shape, const float* x, Index n) {
  return x + n * shape.height * shape.width * shape.channels;
}
Index first_result(const Conv2dShape& shape, Index n, Index row) {
  return (n * shape.out_height + row) * shape.out_width * shape.out_channels;
}

// Each chunk sums into its own lanes.
RowChunks grad_weight_chunks(const Conv2dShape& shape) {
  return chunks_of(shape, divide_up(shape.batch * shape.out_height, enough_chunks),
                   planes_of_x(shape, 1).pitch * shape.channels + planes_of_y(shape, 1).count());
}

PartSums sums_of(const Conv2dShape& shape) {
  return {grad_weight_chunks(shape).count(), shape.out_channels * shape.taps() * shape.channels};
}

}  // namespace

bool has_few_channels(const Conv2dParams& params) {
  const Conv2dShape shape(params);
  const bool few = shape.channels <= 4 && shape.out_channels <= 8 && shape.out_channels != 5 &&
                   shape.out_channels != 7;
  // Most vectors of 16 pixels must be full, and there must be enough work to pay for splitting
  // into planes.
  return few && shape.groups == 1 && shape.stride_w == 1 && params.epilogue.has_residual == 0 &&
         3 * shape.out_width >= 2 * round_up(shape.out_width, panel_width) &&
         shape.taps() * shape.channels >= 9;
}

void conv2d_of_few_channels(const KernelArgs& args) {
  const auto& params = args.params<Conv2dParams>();
  const Conv2dShape shape(params);
  const Finish finish = finish_of(params.epilogue, args, 2);
  const std::vector<float> weight = turned(shape, args.input<float>(1));
  const RowChunks chunks = chunks_of(shape, 1, planes_of_x(shape, 1).count());
  parallel_for(static_cast<int>(chunks.count()), [&](int chunk) {
    const ImageRows part = chunks[chunk];
    PlaneForward forward{&shape, planes_of_x(shape, part.rows.size()), weight.data()};
    forward.rows = part.rows.size();
    forward.finish = &finish;
    float* planes = thread_scratch_of<float>(static_cast<size_t>(forward.x.count()));
    forward.x.data = planes;
    for (Index n = part.images.begin; n < part.images.end; ++n) {
      split_x(shape, image_of(shape, args.input<float>(0), n), part.rows, planes);
      forward.y = args.output<float>(0) + first_result(shape, n, part.rows.begin);
      run_planes(forward);
    }
  });
}

std::int64_t few_channels_scratch_bytes(const Conv2dParams& params) {
  return sums_of(Conv2dShape(params)).scratch_bytes();
}

void grad_weight_of_few_channels(const KernelArgs& args) {
  const Conv2dShape shape(args.params<Conv2dParams>());
  const RowChunks chunks = grad_weight_chunks(shape);
  const PartSums parts = sums_of(shape);
  float* copies = parts.copies(args.scratch, args.output<float>(0));
  parallel_for(static_cast<int>(chunks.count()), [&](int chunk) {
    const ImageRows part = chunks[chunk];
    PlaneGradWeight gradient{&shape, planes_of_x(shape, part.rows.size()),
                             planes_of_y(shape, part.rows.size())};
    const Index sums = plane_sum_count(shape);
    gradient.sums = thread_scratch_of<float>(
        static_cast<size_t>(sums + gradient.x.count() + gradient.dy.count()));
    float *x = gradient.sums + sums, *dy = x + gradient.x.count();
    std::fill(gradient.sums, x, 0.0f);
    gradient.x.data = x;
    gradient.dy.data = dy;
    for (Index n = part.images.begin; n < part.images.end; ++n) {
      split_x(shape, image_of(shape, args.input<float>(0), n), part.rows, x);
      split_y(shape, args.input<float>(1) + first_result(shape, n, part.rows.begin),
              part.rows.size(), dy);
      run_planes(gradient);
    }
    add_lanes(shape, gradient.sums, copies + chunk * parts.count);
  });
  parts.add_up(copies, args.output<float>(0));
}

}  // namespace fovea::cpu
