// max_pool, average_pool and their gradients.
//   max_pool           (x) -> y, index    index: i32, the flat element h*W + w of the maximum in
//                                         its image and channel (the first on a tie); a NaN wins.
//                                         In inference the step has y alone
//   max_pool_grad      (dy, index) -> dx  sums where windows overlap
//   average_pool       (x) -> y
//   average_pool_grad  (dy) -> dx
// x is (N, H, W, C), y (N, OH, OW, C). Window (oh, ow) covers rows oh*stride_h - pad_top + k for
// k in 0 .. kernel_h-1 that lie inside the image. The average divides by the number of elements in
// the window that lie inside the image, or with count_padding inside the image and its declared
// padding (pad_top, pad_left, pad_bottom, pad_right; in ceil mode a window may reach beyond that).
#ifndef FOVEA_KERNELS_POOL2D_H
#define FOVEA_KERNELS_POOL2D_H
#include "fovea/kernels/params.h"
FOVEA_PARAMS_BEGIN

struct Pool2dParams {
  uint batch, height, width, channels;
  uint out_height, out_width;
  uint kernel_h, kernel_w;
  uint stride_h, stride_w;
  uint dilation_h, dilation_w;
  uint pad_top, pad_left, pad_bottom, pad_right;
  uint count_padding;  // 0 or 1
};

#ifdef __cplusplus
inline WorkSize work_size(const Pool2dParams& p) {
  return {p.batch * p.out_height * p.out_width * p.channels};
}
inline WorkSize grad_work_size(const Pool2dParams& p) {
  return {p.batch * p.height * p.width * p.channels};
}
#endif

FOVEA_PARAMS_END
#endif
