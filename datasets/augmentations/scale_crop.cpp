#include "fovea/augmentations/scale_crop.h"

#include <opencv2/imgproc.hpp>

#include "datasets/augmentations/pixels.h"

namespace fovea::datasets {

namespace {

void check(const ScaleCrop& config) {
  expect_within("least", config.least, 1, 8192);
  expect_within("most", config.most, config.least, 8192);
}

void expect_smaller(std::int64_t shorter, const ScaleCrop& config) {
  if (config.least >= shorter) return;
  throw Error("scale-crop: a shorter side of {} pixels is less than the image's {}", config.least,
              shorter)
      .hint(fmt::format("choose least={} or more", shorter));
}

ScaleCrop config_of(Spec& spec) {
  ScaleCrop config;
  config.least = static_cast<int>(spec.integer("least", config.least, 1));
  config.most = static_cast<int>(spec.integer("most", config.most, 1));
  return config;
}

}  // namespace

RandomPart random_scale_part(ScaleCrop config) {
  check(config);
  return [config](const Shape& picture, const Shape& size, const Draws& draws) {
    expect_smaller(std::min(size[0], size[1]), config);
    const auto height = static_cast<double>(picture[0]), width = static_cast<double>(picture[1]);
    const auto shorter = static_cast<double>(draws.whole(0, config.least, config.most));
    const auto down = static_cast<double>(size[0]), right = static_cast<double>(size[1]);
    const double scale =
        std::max({shorter / std::min(height, width), down / height, right / width});
    const PicturePart part{0, 0, right / scale, down / scale};
    return PicturePart{(width - part.width) * static_cast<double>(draws.uniform(2)),
                       (height - part.height) * static_cast<double>(draws.uniform(1)), part.width,
                       part.height};
  };
}

Augment random_scale_crop(ScaleCrop config) {
  check(config);
  return [config](std::span<std::uint8_t> image, const Shape& shape, const Draws& draws) {
    cv::Mat changed = mat_of(image, shape);
    const int shorter = std::min(changed.rows, changed.cols);
    expect_smaller(shorter, config);
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
                   [](Spec& spec) { return random_scale_crop(config_of(spec)); },
                   [](Spec& spec) { return random_scale_part(config_of(spec)); }});
}

}  // namespace fovea::datasets
