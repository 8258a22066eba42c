// Convolution as the matrix products of gemm.glsl: pixels of y and taps of the filter.
#define PARAMS Conv2dParams
#include "backends/vulkan/glsl/kernel.glsl"
Conv2dParams p;
uint group;
Floats a_data, b_data;

// A pixel of y: its image and the start of its window.
struct ImagePoint {
  uint n;
  int h, w;
};
ImagePoint window_of(uint pixel) {
  const uint row = pixel / p.out_width;
  return ImagePoint(row / p.out_height, int(row % p.out_height * p.stride_h) - int(p.pad_top),
                int(pixel % p.out_width * p.stride_w) - int(p.pad_left));
}

// A tap of the filter and a channel; there are `depth` channels per tap.
struct Tap {
  uint number, c;
  int h, w;
};
Tap tap_of(uint k, uint depth) {
  const uint number = k / depth;
  return Tap(number, k % depth, int(number / p.kernel_w * p.dilation_h),
             int(number % p.kernel_w * p.dilation_w));
}
