// The result of decoding a picture file.
#pragma once

#include <boost/test/unit_test.hpp>
#include <string>

#include "fovea/images/image.h"
#include "tests/datasets/image_files.h"
#include "tests/support/message.h"

namespace fovea::datasets {

inline int pixel(const Tensor& picture, int y, int x, int channel) {
  const auto width = picture.shape()[1];
  return picture.as<std::uint8_t>()[static_cast<size_t>((y * width + x) * 3 + channel)];
}

/// The pixels of a file that is whole.
inline Tensor whole(const ByteVector& file) {
  const Image image = decode_image(file);
  BOOST_TEST(image.fault == "");
  return image.pixels;
}

/// The error for a file that is refused.
inline std::string complaint(const ByteVector& file) {
  return test::message_of([&] { decode_image(file); });
}

}  // namespace fovea::datasets
