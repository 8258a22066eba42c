#include "fovea/augmentations/scale_crop.h"

#include <opencv2/imgproc.hpp>

#include "datasets/augmentations/pixels.h"

namespace fovea::datasets {

Augment random_scale_crop(ScaleCrop config) {
  expect_within("least", config.least, 1, 8192);
  expect_within("most", config.most, config.least, 8192);
  return [config](std::span<std::uint8_t> image, const Shape& shape, const Draws& draws) {
    cv::Mat changed = mat_of(image, shape);
    const int shorter = std::min(changed.rows, changed.cols);
    if (config.least < shorter) {
      throw Error("scale-crop: a shorter side of {} pixels is less than the image's {}",
                  config.least, shorter)
          .hint(fmt::format("choose least={} or more", shorter));
    }
    const double scale = static_cast<double>(draws.whole(0, config.least, config.most)) / shorter;
    const auto scaled = [&](int side) {
      return std::max(side, static_cast<int>(std::lround(side * scale)));
    };
    cv::Mat whole;
    cv::resize(changed, whole, {scaled(changed.cols), scaled(changed.rows)}, 0, 0,
               cv::INTER_LINEAR);
    const auto y = static_cast<int>(draws.whole(1, 0, whole.rows - changed.rows));
    const auto x = static_cast<int>(draws.whole(2, 0, whole.cols - changed.cols));
    whole(cv::Rect({x, y}, changed.size())).copyTo(changed);
  };
}

void register_scale_crop(AugmentationTable& table) {
  table.push_back({"scale-crop", "cuts out of a larger image: least=256,most=480 (shorter side)",
                   [](Spec& spec) {
                     ScaleCrop config;
                     config.least = static_cast<int>(spec.integer("least", config.least, 1));
                     config.most = static_cast<int>(spec.integer("most", config.most, 1));
                     return random_scale_crop(config);
                   }});
}

}  // namespace fovea::datasets
