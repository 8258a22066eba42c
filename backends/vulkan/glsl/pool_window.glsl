// Elements of x and y of a pool, and its windows; fovea/kernels/pool2d.h says where they are.
#include "fovea/kernels/pool2d.h"
#define PARAMS Pool2dParams
#include "backends/vulkan/glsl/kernel.glsl"

// An element of an NHWC tensor.
struct Element {
  uint n, h, w, c;
};

Element element_at(uint i, uint height, uint width) {
  Element e;
  e.c = i % block.params.channels;
  i /= block.params.channels;
  e.w = i % width;
  i /= width;
  e.h = i % height;
  e.n = i / height;
  return e;
}
Element element_of_x(uint i) { return element_at(i, block.params.height, block.params.width); }
Element element_of_y(uint i) {
  return element_at(i, block.params.out_height, block.params.out_width);
}
uint index_of_x(uint n, int h, int w, uint c) {
  const Pool2dParams p = block.params;
  return ((n * p.height + uint(h)) * p.width + uint(w)) * p.channels + c;
}
uint index_of_y(uint n, uint oh, uint ow, uint c) {
  const Pool2dParams p = block.params;
  return ((n * p.out_height + oh) * p.out_width + ow) * p.channels + c;
}

int row_of(uint oh, uint kh) {
  const Pool2dParams p = block.params;
  return int(oh * p.stride_h + kh * p.dilation_h) - int(p.pad_top);
}
int column_of(uint ow, uint kw) {
  const Pool2dParams p = block.params;
  return int(ow * p.stride_w + kw * p.dilation_w) - int(p.pad_left);
}
bool in_image(int h, int w) {
  return h >= 0 && h < int(block.params.height) && w >= 0 && w < int(block.params.width);
}

// Whether tap k of some window is at `at`; if so, `found` is that window's number.
bool window_with(uint at, uint k, uint stride, uint dilation, uint pad, uint windows, out uint found) {
  const int offset = int(at + pad) - int(k * dilation);
  found = uint(offset) / stride;
  return offset >= 0 && uint(offset) % stride == 0 && found < windows;
}
