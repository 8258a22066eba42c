// What the three convolution passes share: the shape as signed numbers, and blocks of image rows
// that are copied with their padding. So no filter tap needs a bounds check, and the
// (kernel_w, channels) taps of a kernel row are contiguous in memory.
#pragma once

#include <algorithm>
#include <cstring>

#include "backends/cpu/gemm/pack.h"
#include "backends/cpu/runtime/row_chunks.h"
#include "fovea/kernels/conv2d.h"

namespace fovea::cpu {

struct Conv2dShape {
  explicit Conv2dShape(const Conv2dParams& p)
      : batch(p.batch),
        height(p.height),
        width(p.width),
        channels(p.channels),
        out_height(p.out_height),
        out_width(p.out_width),
        out_channels(p.out_channels),
        kernel_h(p.kernel_h),
        kernel_w(p.kernel_w),
        stride_h(p.stride_h),
        stride_w(p.stride_w),
        dilation_h(p.dilation_h),
        dilation_w(p.dilation_w),
        pad_top(p.pad_top),
        pad_left(p.pad_left),
        groups(p.groups),
        inputs(p.channels / p.groups),
        outputs(p.out_channels / p.groups) {}

  Index batch, height, width, channels;
  Index out_height, out_width, out_channels;
  Index kernel_h, kernel_w, stride_h, stride_w, dilation_h, dilation_w, pad_top, pad_left;
  Index groups, inputs, outputs;  // inputs and outputs of one group

  bool depthwise() const { return inputs == 1 && outputs == 1 && groups > 1; }
  /// Rows of x are rows of a matrix: kernel 1x1, nothing skipped, nothing padded.
  bool is_matrix() const {
    return kernel_h == 1 && kernel_w == 1 && stride_h == 1 && stride_w == 1 && groups == 1 &&
           out_height == height && out_width == width && pad_top == 0 && pad_left == 0;
  }
  /// Rows and columns of x, with padding, that `rows` rows of y see.
  Index rows_of_x(Index rows) const {
    return (rows - 1) * stride_h + (kernel_h - 1) * dilation_h + 1;
  }
  Index columns_of_x() const {
    return (out_width - 1) * stride_w + (kernel_w - 1) * dilation_w + 1;
  }
  bool padded() const {
    return pad_top > 0 || pad_left > 0 || rows_of_x(out_height) > height || columns_of_x() > width;
  }
  /// Columns of y whose tap kw is inside the image.
  Range columns_inside(Index kw) const {
    const Index shift = kw * dilation_w - pad_left, last = width - 1 - shift;
    const Index first = shift < 0 ? divide_up(-shift, stride_w) : 0;
    const Index end = last < 0 ? 0 : std::min(out_width, last / stride_w + 1);
    return {first, std::max(first, end)};
  }
  Index pixels() const { return out_height * out_width; }
  Index taps() const { return kernel_h * kernel_w; }
  /// FLOPs of one row of y (all channels); a multiply-add counts 2.
  double row_flops() const {
    return 2.0 * static_cast<double>(out_width * taps()) *
           static_cast<double>(inputs * out_channels);
  }
};

inline PackParams pack_params(const Conv2dParams& p) {
  return {p.groups, p.out_channels / p.groups, p.kernel_h, p.kernel_w, p.channels / p.groups};
}

/// The place in memory of the rows of x that a block of y sees.
struct Block {
  const float* origin = nullptr;  // of the first row's first seen pixel
  Index row_stride = 0, pixel_stride = 0;
};

/// `pitch`: floats from one copied pixel to the next, the inputs or more.
inline Index copied_count(const Conv2dShape& shape, Index rows, Index pitch) {
  return shape.rows_of_x(rows) * shape.columns_of_x() * pitch;
}

/// Copies the part of one group of an image that `rows` of y see, with zeros for the padding.
inline Block copy_block(const Conv2dShape& shape, const float* image, Index group, Range rows,
                        Index pitch, float* to) {
  const Index inputs = shape.inputs, columns = shape.columns_of_x();
  const Block block = {to, columns * pitch, pitch};
  const Index left = std::min(shape.pad_left, columns);
  const Index inside = std::clamp<Index>(columns - left, 0, shape.width);
  const Index first = rows.begin * shape.stride_h - shape.pad_top;
  for (Index r = 0; r < shape.rows_of_x(rows.size()); ++r, to += block.row_stride) {
    if (first + r < 0 || first + r >= shape.height) {
      std::fill(to, to + block.row_stride, 0.0f);
      continue;
    }
    const float* from = image + (first + r) * shape.width * shape.channels + group * inputs;
    std::fill(to, to + left * pitch, 0.0f);
    if (pitch == shape.channels) {
      std::memcpy(to + left * pitch, from, static_cast<size_t>(inside * pitch) * sizeof(float));
    } else {
      for (Index w = 0; w < inside; ++w) {
        std::copy(from + w * shape.channels, from + w * shape.channels + inputs,
                  to + (left + w) * pitch);
      }
    }
    std::fill(to + (left + inside) * pitch, to + block.row_stride, 0.0f);
  }
  return block;
}

/// The same rows without a copy, for a shape that is not padded.
inline Block block_in_place(const Conv2dShape& shape, const float* image, Index group, Range rows) {
  const Index row_stride = shape.width * shape.channels;
  return {image + rows.begin * shape.stride_h * row_stride + group * shape.inputs, row_stride,
          shape.channels};
}

}  // namespace fovea::cpu
