// Convolutions as vectors of pixels, for 1, 2, 3, 4, 6 or 8 output channels and stride 1 along a
// row. The channels of x are split into planes whose rows have their padding, so the vector of x
// that a tap of the filter sees is one load. The results are put together as (H, W, O) again.
#pragma once

#include "backends/cpu/conv/conv2d_block.h"
#include "fovea/kernels/conv2d.h"

namespace fovea::cpu {

/// Some rows of an image, channel by channel. After each row there are zeros, so that a vector may
/// start at the row's last pixel.
struct Planes {
  Index channels = 0, rows = 0, pitch = 0;  // pitch: floats from one row to the next
  const float* data = nullptr;              // (channels, rows, pitch)

  Index count() const { return channels * rows * pitch; }
  const float* row(Index channel, Index row) const { return data + (channel * rows + row) * pitch; }
};

/// The planes of the part of x that `rows` rows of y see, without data.
Planes planes_of_x(const Conv2dShape& shape, Index rows);
/// The planes of this many rows of y.
Planes planes_of_y(const Conv2dShape& shape, Index rows);

/// Fills `to`, of planes_of_x(...).count() floats, from an image (H, W, C).
void split_x(const Conv2dShape& shape, const float* image, Range rows, float* to);

/// Computes rows of y from the planes of x that they see.
struct PlaneForward {
  const Conv2dShape* shape = nullptr;
  Planes x;
  const float* weight = nullptr;  // (C, kernel h, kernel w, O)
  Index rows = 0;
  float* y = nullptr;  // (rows, OW, O)
  const Finish* finish = nullptr;
};
void run_planes(const PlaneForward& forward);

/// Adds the contribution of rows of dy and x to the sums of dweight.
struct PlaneGradWeight {
  const Conv2dShape* shape = nullptr;
  Planes x, dy;
  float* sums = nullptr;  // (C, kernel h, kernel w, O, 16): one sum for each lane of a vector
};
void run_planes(const PlaneGradWeight& gradient);

/// Fills `to`, of planes_of_y(...).count() floats, from rows of y (rows, OW, O).
void split_y(const Conv2dShape& shape, const float* y, Index rows, float* to);

/// Adds up the lanes of the sums: dweight (O, kernel h, kernel w, C).
void add_lanes(const Conv2dShape& shape, const float* sums, float* dweight);

/// Floats of PlaneGradWeight::sums.
inline Index plane_sum_count(const Conv2dShape& shape) {
  return shape.channels * shape.taps() * shape.out_channels * panel_width;
}

}  // namespace fovea::cpu
