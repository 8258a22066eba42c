// conv2d and its gradients: conv2d, conv2d_grad_input, conv2d_grad_weight.
//   y[n, oh, ow, o] = sum over kh, kw, i of
//     x[n, oh*stride_h - pad_top + kh*dilation_h, ow*stride_w - pad_left + kw*dilation_w, g*I + i]
//     * weight[o, kh, kw, i],   g = o / (out_channels / groups),   I = channels / groups
// x is (N, H, W, C), weight (O, KH, KW, C / groups), y (N, OH, OW, O).
//   conv2d             (x, weight, epilogue operands) -> y
//   conv2d_grad_input  (dy, weight) -> dx
//   conv2d_grad_weight (x, dy) -> dweight
// In the packed forms of a backend, weight is whatever its packing kernel made.
#ifndef FOVEA_KERNELS_CONV2D_H
#define FOVEA_KERNELS_CONV2D_H
#include "fovea/kernels/epilogue.h"
FOVEA_PARAMS_BEGIN

struct Conv2dParams {
  uint batch, height, width, channels;
  uint out_height, out_width, out_channels;
  uint kernel_h, kernel_w;
  uint stride_h, stride_w;
  uint dilation_h, dilation_w;
  uint pad_top, pad_left;  // the padding at the far edges follows from the output's size
  uint groups;
  EpilogueParams epilogue;
};

FOVEA_PARAMS_END
#endif
