#include "fovea/images/augment.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "fovea/core/error.h"

namespace fovea::datasets {

namespace {

/// Moves rows and pixels by (down, right) in place, walking so that nothing is overwritten unread.
void shift(std::span<std::uint8_t> image, const Shape& shape, std::int64_t down,
           std::int64_t right) {
  const std::int64_t height = shape[0], row_bytes = shape[1] * shape[2];
  const std::int64_t skip = std::clamp(right * shape[2], -row_bytes, row_bytes);
  const auto kept = static_cast<std::size_t>(row_bytes - std::abs(skip));
  const auto cleared = static_cast<std::size_t>(std::abs(skip));
  for (std::int64_t i = 0; i < height; ++i) {
    const std::int64_t y = down > 0 ? height - 1 - i : i;
    std::uint8_t* to = image.data() + y * row_bytes;
    if (y - down < 0 || y - down >= height) {
      std::memset(to, 0, static_cast<std::size_t>(row_bytes));
      continue;
    }
    const std::uint8_t* from = image.data() + (y - down) * row_bytes;
    std::memmove(to + std::max<std::int64_t>(skip, 0), from - std::min<std::int64_t>(skip, 0),
                 kept);
    std::memset(skip > 0 ? to : to + kept, 0, cleared);
  }
}

}  // namespace

Augment random_shift(int pixels) {
  if (pixels < 0) throw Error("a shift by up to {} pixels is no range", pixels);
  return [pixels](std::span<std::uint8_t> image, const Shape& shape, const Random& random,
                  std::uint64_t first) {
    const auto draw = [&](std::uint64_t i) {
      return static_cast<std::int64_t>(random.uniform(first + i) *
                                       static_cast<float>(2 * pixels + 1)) -
             pixels;
    };
    shift(image, shape, draw(0), draw(1));
  };
}

Augment random_flip() {
  return [](std::span<std::uint8_t> image, const Shape& shape, const Random& random,
            std::uint64_t first) {
    if (random.uniform(first) < 0.5f) return;
    const std::int64_t width = shape[1], channels = shape[2];
    std::uint8_t* row = image.data();
    for (std::int64_t y = 0; y < shape[0]; ++y, row += width * channels) {
      for (std::int64_t left = 0, right = width - 1; left < right; ++left, --right) {
        std::swap_ranges(row + left * channels, row + (left + 1) * channels,
                         row + right * channels);
      }
    }
  };
}

Augment both(Augment one, Augment other) {
  constexpr std::uint64_t numbers_of_one = 128;
  return [one = std::move(one), other = std::move(other)](std::span<std::uint8_t> image,
                                                          const Shape& shape, const Random& random,
                                                          std::uint64_t first) {
    one(image, shape, random, first);
    other(image, shape, random, first + numbers_of_one);
  };
}

Augment random_affine(Affine most) {
  if (most.degrees < 0 || most.scale < 0 || most.scale >= 1 || most.pixels < 0) {
    throw Error("affine changes of {} degrees, {} in scale and {} pixels are no range",
                most.degrees, most.scale, most.pixels);
  }
  return [most](std::span<std::uint8_t> image, const Shape& shape, const Random& random,
                std::uint64_t first) {
    if (shape[2] > 4) throw Error("affine changes take 1 to 4 channels, not {}", shape.str());
    const auto draw = [&](std::uint64_t i) { return 2 * random.uniform(first + i) - 1; };
    const int height = static_cast<int>(shape[0]), width = static_cast<int>(shape[1]);
    const cv::Point2f centre(static_cast<float>(width - 1) / 2, static_cast<float>(height - 1) / 2);
    cv::Mat matrix =
        cv::getRotationMatrix2D(centre, most.degrees * draw(0), 1 + most.scale * draw(1));
    matrix.at<double>(0, 2) += most.pixels * draw(2);
    matrix.at<double>(1, 2) += most.pixels * draw(3);

    cv::Mat changed(height, width, CV_8UC(static_cast<int>(shape[2])), image.data());
    cv::warpAffine(changed.clone(), changed, matrix, changed.size(), cv::INTER_LINEAR,
                   cv::BORDER_CONSTANT, cv::Scalar());
  };
}

Augment augmentation(const std::string& name) {
  if (name == "none") return {};
  if (name == "shift") return random_shift(2);
  if (name == "affine") return random_affine({});
  if (name == "shift-flip") return both(random_shift(4), random_flip());
  const std::array<std::string, 4> names = {"none", "shift", "affine", "shift-flip"};
  throw Error("no augmentation is called '{}'{}", name, did_you_mean(name, names));
}

}  // namespace fovea::datasets
