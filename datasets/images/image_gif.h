// GIF (GIF89a, CompuServe 1990): the first frame, for which OpenCV 4.6 has no decoder.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "fovea/core/tensor.h"

namespace fovea::datasets {

struct GifFrame {
  Tensor pixels;  // u8 (H, W, 3), red first: the whole screen, empty parts in the background colour
  std::string fault;  // what is missing, if only a part of the frame is there; else ""
};

/// The file has passed read_image_header. Throws Error, naming the byte, for a broken file.
GifFrame read_gif_frame(std::span<const std::uint8_t> file);

}  // namespace fovea::datasets
