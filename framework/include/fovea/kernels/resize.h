// resize      (x) -> y    x (N, H, W, C), y (N, OH, OW, C)
// resize_grad (dy) -> dx
// Along each axis output o is at the position o * scale + offset of the input and is a weighted sum
// of the 1 (nearest), 2 (linear) or 4 (cubic) elements around it; beyond an edge the edge's own
// element is used. Cubic: Keys, "Cubic Convolution Interpolation for Digital Image Processing",
// IEEE TASSP 29, 1981.
#ifndef FOVEA_KERNELS_RESIZE_H
#define FOVEA_KERNELS_RESIZE_H
#include "fovea/kernels/params.h"
FOVEA_PARAMS_BEGIN

const uint resize_nearest = 0;
const uint resize_linear = 1;
const uint resize_cubic = 2;

const uint resize_round_down = 0;
const uint resize_round_up = 1;
const uint resize_halves_down = 2;
const uint resize_halves_up = 3;

struct ResizeParams {
  uint batch, height, width, channels;
  uint out_height, out_width;
  uint mode, rounding;                         // rounding: of nearest
  float scale_h, offset_h, scale_w, offset_w;  // scales are above 0
  float cubic;                                 // the coefficient of cubic
  uint exclude_outside;                        // 1: elements beyond an edge do not count
};

FOVEA_FUNCTION int resize_floor(float x) {
  const int whole = int(x);
  return float(whole) > x ? whole - 1 : whole;
}

FOVEA_FUNCTION float resize_position(uint o, float scale, float offset) {
  return float(o) * scale + offset;
}

FOVEA_FUNCTION int resize_taps(uint mode) {
  return mode == resize_nearest ? 1 : mode == resize_linear ? 2 : 4;
}

// The first element that counts. If the position is within 1e-4 of a point where nearest changes
// its choice, it is taken to be at that point, so that rounding errors do not decide.
FOVEA_FUNCTION int resize_first(uint mode, uint rounding, float position) {
  if (mode == resize_linear) return resize_floor(position);
  if (mode == resize_cubic) return resize_floor(position) - 1;
  if (rounding == resize_round_down) return resize_floor(position + 1e-4f);
  if (rounding == resize_round_up) return -resize_floor(1e-4f - position);
  if (rounding == resize_halves_down) return -resize_floor(0.5f + 1e-4f - position);
  return resize_floor(position + 0.5f + 1e-4f);
}

// The weight of the element `at`.
FOVEA_FUNCTION float resize_weight(uint mode, float cubic, float position, int at) {
  if (mode == resize_nearest) return 1.0f;
  const float side = position - float(at), d = side < 0.0f ? -side : side;
  if (mode == resize_linear) return 1.0f - d;
  if (d <= 1.0f) return ((cubic + 2.0f) * d - (cubic + 3.0f)) * d * d + 1.0f;
  return ((cubic * d - 5.0f * cubic) * d + 8.0f * cubic) * d - 4.0f * cubic;
}

FOVEA_FUNCTION uint resize_inside(int at, uint size) {
  return at < 0 ? 0u : at >= int(size) ? size - 1u : uint(at);
}

// Its share of the sum of weights, for an output that is made of the elements from `first` on.
FOVEA_FUNCTION float resize_share(ResizeParams p, uint size, float position, int first, int at) {
  const float weight = resize_weight(p.mode, p.cubic, position, at);
  if (p.exclude_outside == 0u) return weight;
  float sum = 0.0f;
  for (int i = first; i < first + resize_taps(p.mode); ++i) {
    if (i >= 0 && i < int(size)) sum += resize_weight(p.mode, p.cubic, position, i);
  }
  return at >= 0 && at < int(size) ? weight / sum : 0.0f;
}

// The range of outputs that may use element i of `size`: the first and the last of them.
FOVEA_FUNCTION uint resize_first_taker(uint i, uint count, float scale, float offset) {
  if (i == 0u) return 0u;
  const float o = (float(i) - 2.0f - offset) / scale - 1.0f;
  return o <= 0.0f ? 0u : o >= float(count) ? count : uint(o);
}
FOVEA_FUNCTION uint resize_last_taker(uint i, uint size, uint count, float scale, float offset) {
  if (i + 1u == size) return count - 1u;
  const float o = (float(i) + 2.0f - offset) / scale + 1.0f;
  return o <= 0.0f ? 0u : o >= float(count - 1u) ? count - 1u : uint(o);
}

#ifdef __cplusplus
inline WorkSize work_size(const ResizeParams& p) {
  return {p.batch * p.out_height * p.out_width * p.channels};
}
inline WorkSize grad_work_size(const ResizeParams& p) {
  return {p.batch * p.height * p.width * p.channels};
}
#endif

FOVEA_PARAMS_END
#endif
