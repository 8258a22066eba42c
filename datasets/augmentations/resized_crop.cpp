#include "fovea/augmentations/resized_crop.h"

#include <opencv2/imgproc.hpp>

#include "datasets/augmentations/pixels.h"

namespace fovea::datasets {

namespace {

constexpr std::uint64_t tries = 10;

cv::Rect part_of(cv::Size whole, const ResizedCrop& config, const Draws& draws) {
  const float widest = -std::log(config.ratio);
  for (std::uint64_t i = 0; i < tries; ++i) {
    const float area =
        static_cast<float>(whole.area()) * draws.between(2 * i, config.least, config.most);
    const float ratio = std::exp(draws.between(2 * i + 1, -widest, widest));
    const auto width = static_cast<int>(std::lround(std::sqrt(area * ratio)));
    const auto height = static_cast<int>(std::lround(std::sqrt(area / ratio)));
    if (width < 1 || height < 1 || width > whole.width || height > whole.height) continue;
    const auto y = static_cast<int>(draws.whole(2 * tries, 0, whole.height - height));
    const auto x = static_cast<int>(draws.whole(2 * tries + 1, 0, whole.width - width));
    return {x, y, width, height};
  }
  const auto limit = [&](int side, int other) {
    const auto longest = std::lround(static_cast<float>(other) / config.ratio);
    return static_cast<int>(std::min<std::int64_t>(side, longest));
  };
  const cv::Size part(limit(whole.width, whole.height), limit(whole.height, whole.width));
  return {(whole.width - part.width) / 2, (whole.height - part.height) / 2, part.width,
          part.height};
}

void check(const ResizedCrop& config) {
  constexpr float smallest = 1e-6f;
  expect_within("least", config.least, smallest, 1);
  expect_within("most", config.most, config.least, 1);
  expect_within("ratio", config.ratio, smallest, 1);
}

ResizedCrop config_of(Spec& spec) {
  ResizedCrop config;
  config.least = setting(spec, "least", config.least);
  config.most = setting(spec, "most", config.most);
  config.ratio = setting(spec, "ratio", config.ratio);
  return config;
}

}  // namespace

Augment random_resized_crop(ResizedCrop config) {
  check(config);
  return [config](std::span<std::uint8_t> image, const Shape& shape, const Draws& draws) {
    cv::Mat changed = mat_of(image, shape);
    const cv::Mat part = changed(part_of(changed.size(), config, draws)).clone();
    cv::resize(part, changed, changed.size(), 0, 0, cv::INTER_LINEAR);
  };
}

RandomPart random_resized_part(ResizedCrop config) {
  check(config);
  return [config](const Shape& picture, const Shape&, const Draws& draws) {
    const cv::Size whole(static_cast<int>(picture[1]), static_cast<int>(picture[0]));
    const cv::Rect2d part = part_of(whole, config, draws);
    return PicturePart{part.x, part.y, part.width, part.height};
  };
}

void register_resized_crop(AugmentationTable& table) {
  table.push_back({"resized-crop", "stretches a part: least=0.08,most=1 (of the area),ratio=0.75",
                   [](Spec& spec) { return random_resized_crop(config_of(spec)); },
                   [](Spec& spec) { return random_resized_part(config_of(spec)); }});
}

}  // namespace fovea::datasets
