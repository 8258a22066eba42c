#include "fovea/augmentations/trivial.h"

#include <opencv2/imgproc.hpp>

#include "datasets/augmentations/pixels.h"

namespace fovea::datasets {

namespace {

constexpr int strongest = 30;

void warp(cv::Mat& image, const cv::Mat& matrix) {
  cv::warpAffine(image.clone(), image, matrix, image.size(), cv::INTER_LINEAR, cv::BORDER_CONSTANT,
                 cv::Scalar());
}

void move(cv::Mat& image, TrivialChange change, double amount) {
  const cv::Point2f centre(static_cast<float>(image.cols - 1) / 2,
                           static_cast<float>(image.rows - 1) / 2);
  cv::Mat matrix = cv::Mat::eye(2, 3, CV_64F);
  if (change == TrivialChange::rotate) {
    matrix = cv::getRotationMatrix2D(centre, 135 * amount, 1);
  } else if (change == TrivialChange::translate_x || change == TrivialChange::translate_y) {
    matrix.at<double>(change == TrivialChange::translate_y, 2) = 32 * amount;
  } else {
    const int row = change == TrivialChange::shear_y;
    matrix.at<double>(row, 1 - row) = 0.99 * amount;
    matrix.at<double>(row, 2) = -0.99 * amount * double{row ? centre.x : centre.y};
  }
  warp(image, matrix);
}

// The smoothed image; sharpen moves away from it.
cv::Mat smoothed(const cv::Mat& image) {
  cv::Mat kernel(3, 3, CV_32F, cv::Scalar(1.0 / 13)), smooth, result;
  kernel.at<float>(1, 1) = 5.0f / 13;
  image.copyTo(result);
  if (image.rows < 3 || image.cols < 3) return result;
  cv::filter2D(image, smooth, CV_8U, kernel);
  const cv::Rect inner(1, 1, image.cols - 2, image.rows - 2);
  smooth(inner).copyTo(result(inner));
  return result;
}

// image = base + factor (image - base), where base is what the change moves away from.
void blend(cv::Mat& image, TrivialChange change, float factor) {
  const std::int64_t channels = image.channels();
  if (change == TrivialChange::saturate && channels != 3) return;
  const std::span<std::uint8_t> bytes(image.data, image.total() * image.elemSize());
  std::vector<float> base(bytes.begin(), bytes.end());
  if (change == TrivialChange::sharpen) {
    const cv::Mat smooth = smoothed(image);
    std::copy_n(smooth.data, bytes.size(), base.begin());
  } else if (change == TrivialChange::brighten) {
    std::ranges::fill(base, 0.0f);
  } else {
    double sum = 0;
    for (std::size_t i = 0; i < base.size(); i += static_cast<std::size_t>(channels)) {
      const float gray = gray_of(&base[i], channels);
      std::fill_n(&base[i], channels, gray);
      sum += double{gray};
    }
    if (change == TrivialChange::contrast) {
      std::ranges::fill(base, static_cast<float>(sum / static_cast<double>(image.total())));
    }
  }
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = to_byte(base[i] + factor * (static_cast<float>(bytes[i]) - base[i]));
  }
}

template <typename Byte>
void each_byte(cv::Mat& image, const Byte& becomes) {
  for (std::uint8_t& byte : std::span(image.data, image.total() * image.elemSize())) {
    byte = static_cast<std::uint8_t>(becomes(static_cast<int>(byte)));
  }
}

template <typename Channel>
void each_channel(cv::Mat& image, const Channel& becomes) {
  std::vector<cv::Mat> channels;
  cv::split(image, channels);
  for (cv::Mat& channel : channels) becomes(channel);
  cv::merge(channels, image);
}

void stretch(cv::Mat& channel) {
  double least = 0, most = 0;
  cv::minMaxLoc(channel, &least, &most);
  if (most == least) return;
  each_byte(channel, [&](int byte) { return std::lround((byte - least) * 255 / (most - least)); });
}

void apply(cv::Mat& image, TrivialChange change, int strength, bool minus) {
  const float share = static_cast<float>(strength) / strongest, amount = minus ? -share : share;
  switch (change) {
    case TrivialChange::shear_x:
    case TrivialChange::shear_y:
    case TrivialChange::translate_x:
    case TrivialChange::translate_y:
    case TrivialChange::rotate:
      return move(image, change, amount);
    case TrivialChange::brighten:
    case TrivialChange::saturate:
    case TrivialChange::contrast:
    case TrivialChange::sharpen:
      return blend(image, change, 1 + 0.99f * amount);
    case TrivialChange::posterize: {
      const long zeros = std::lround(6 * share);
      return each_byte(image, [&](int byte) { return byte >> zeros << zeros; });
    }
    case TrivialChange::solarize:
      return each_byte(image, [&](int byte) {
        return byte * strongest >= 255 * (strongest - strength) ? 255 - byte : byte;
      });
    case TrivialChange::auto_contrast:
      return each_channel(image, stretch);
    case TrivialChange::equalize:
      return each_channel(image, [](cv::Mat& channel) { cv::equalizeHist(channel, channel); });
    case TrivialChange::identity:
      return;
  }
}

}  // namespace

Augment random_trivial(Trivial most) {
  expect_within("strength", most.strength, 0, strongest);
  return [most](std::span<std::uint8_t> image, const Shape& shape, const Draws& draws) {
    constexpr auto last = static_cast<std::int64_t>(TrivialChange::identity);
    cv::Mat changed = mat_of(image, shape);
    apply(changed, static_cast<TrivialChange>(draws.whole(0, 0, last)),
          static_cast<int>(draws.whole(1, 0, most.strength)), draws.uniform(2) < 0.5f);
  };
}

void register_trivial(AugmentationTable& table) {
  table.push_back(
      {"trivial", "TrivialAugment, one change of fourteen: strength=30 (at most)", [](Spec& spec) {
         Trivial most;
         most.strength = static_cast<int>(spec.integer("strength", most.strength, 0));
         return random_trivial(most);
       }});
}

}  // namespace fovea::datasets
