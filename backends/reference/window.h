// The elements of a pool's windows; fovea/kernels/pool2d.h says where they are.
#pragma once

#include <cstddef>
#include <cstdint>

#include "fovea/kernels/pool2d.h"

namespace fovea::reference {

/// Calls body(index of y, image n, channel c, row oh, column ow) for each element of y.
template <typename Body>
void for_windows(const Pool2dParams& p, Body&& body) {
  std::size_t y = 0;
  for (uint n = 0; n < p.batch; ++n) {
    for (uint oh = 0; oh < p.out_height; ++oh) {
      for (uint ow = 0; ow < p.out_width; ++ow) {
        for (uint c = 0; c < p.channels; ++c) body(y++, n, c, oh, ow);
      }
    }
  }
}

/// Calls body(h, w) for each position of window (oh, ow), also outside the image.
template <typename Body>
void for_positions(const Pool2dParams& p, uint oh, uint ow, Body&& body) {
  for (uint kh = 0; kh < p.kernel_h; ++kh) {
    for (uint kw = 0; kw < p.kernel_w; ++kw) {
      body(std::int64_t{oh} * p.stride_h + std::int64_t{kh} * p.dilation_h - p.pad_top,
           std::int64_t{ow} * p.stride_w + std::int64_t{kw} * p.dilation_w - p.pad_left);
    }
  }
}

inline bool in_image(const Pool2dParams& p, std::int64_t h, std::int64_t w) {
  return h >= 0 && h < p.height && w >= 0 && w < p.width;
}

/// The index in x of element (h, w) of image n and channel c.
inline std::size_t at(const Pool2dParams& p, uint n, std::int64_t h, std::int64_t w, uint c) {
  const std::int64_t pixel = (std::int64_t{n} * p.height + h) * p.width + w;
  return static_cast<std::size_t>(pixel * p.channels + c);
}

}  // namespace fovea::reference
