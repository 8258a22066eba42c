// The three index walks of convolution behind gemm.glsl: pixels of y, taps of the filter, and the
// elements of x where they meet.
#define PARAMS Conv2dParams
#include "backends/vulkan/kernel.glsl"
Conv2dParams p;
uint group;

// A pixel of y: the image and where its window begins.
struct Window {
  uint n;
  int h, w;
};
Window window_of(uint pixel) {
  Window window;
  const uint ow = pixel % p.out_width, row = pixel / p.out_width;
  window.n = row / p.out_height;
  window.h = int(row % p.out_height * p.stride_h) - int(p.pad_top);
  window.w = int(ow * p.stride_w) - int(p.pad_left);
  return window;
}

// A tap (kh, kw) of the filter and a channel, of which there are `depth` a tap.
struct Tap {
  int h, w;
  uint c;
};
Tap tap_of(uint k, uint depth) {
  Tap tap;
  tap.c = k % depth;
  const uint position = k / depth;
  tap.h = int(position / p.kernel_w * p.dilation_h);
  tap.w = int(position % p.kernel_w * p.dilation_w);
  return tap;
}

// The element of x that a tap of a window sees, 0 in the padding.
float x_at(Window window, Tap tap) {
  const int h = window.h + tap.h, w = window.w + tap.w;
  if (h < 0 || h >= int(p.height) || w < 0 || w >= int(p.width)) return 0.0;
  const uint c = group * (p.channels / p.groups) + tap.c;
  return IN(0)[((window.n * p.height + uint(h)) * p.width + uint(w)) * p.channels + c];
}
