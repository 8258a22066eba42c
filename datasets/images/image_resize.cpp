#include "fovea/images/image_resize.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace fovea::datasets {

namespace {

/// If a picture is longer than this many times its other side, only its middle is used: the resized
/// picture could be of any size.
constexpr int longest_ratio = 16;

cv::Size size_of(const View& view) {
  return {static_cast<int>(view.size[1]), static_cast<int>(view.size[0])};
}

cv::Rect middle(cv::Size whole, cv::Size part) {
  return {(whole.width - part.width) / 2, (whole.height - part.height) / 2, part.width,
          part.height};
}

cv::Size within_ratio(cv::Size size) {
  const auto limit = [](int side, int other) {
    return static_cast<int>(std::min(std::int64_t{side}, std::int64_t{other} * longest_ratio));
  };
  return {limit(size.width, size.height), limit(size.height, size.width)};
}

// The size that a picture is resized to, before its crops.
cv::Size resized_size(cv::Size picture, const View& view) {
  const cv::Size crop = size_of(view);
  if (view.preprocessing.shorter_side == 0) return crop;
  const double shorter = std::min(picture.width, picture.height);
  const double scale = std::max({view.preprocessing.shorter_side / shorter,
                                 static_cast<double>(crop.width) / picture.width,
                                 static_cast<double>(crop.height) / picture.height});
  return {std::max(crop.width, static_cast<int>(std::lround(picture.width * scale))),
          std::max(crop.height, static_cast<int>(std::lround(picture.height * scale)))};
}

void check(const Tensor& picture, const View& view) {
  if (picture.dtype() != DType::u8 || picture.shape().rank() != 3 || picture.shape()[2] != 3) {
    throw Error("a picture is u8 (H, W, 3), not {}", picture.type().str());
  }
  const Shape& size = view.size;
  const bool fits = size.rank() == 3 && (size[2] == 1 || size[2] == 3) && size[0] > 0 &&
                    size[1] > 0 && std::max(size[0], size[1]) <= 8192;
  if (!fits) throw Error("pictures cannot be made into inputs {}", size.str());
  if (view.crops != 1 && view.crops != 10) throw Error("crops are 1 or 10, not {}", view.crops);
  if (view.crops == 10 && view.preprocessing.shorter_side == 0) {
    throw Error("a picture that is stretched to the input's size leaves nothing to crop")
        .hint("give the model a size to resize to: fovea convert --resize 256");
  }
}

std::vector<cv::Rect> crops_of(cv::Size whole, const View& view) {
  const cv::Size part = size_of(view);
  std::vector<cv::Rect> crops = {middle(whole, part)};
  if (view.crops == 10) {
    const int right = whole.width - part.width, bottom = whole.height - part.height;
    for (const cv::Point corner : {cv::Point{0, 0}, {right, 0}, {0, bottom}, {right, bottom}}) {
      crops.emplace_back(corner, part);
    }
  }
  return crops;
}

// A crop in the model's channels.
void store(const cv::Mat& crop, ChannelOrder order, bool mirrored, cv::Mat to) {
  if (to.channels() == 1) {
    cv::cvtColor(crop, to, cv::COLOR_RGB2GRAY);
  } else if (order == ChannelOrder::bgr) {
    cv::cvtColor(crop, to, cv::COLOR_RGB2BGR);
  } else {
    crop.copyTo(to);
  }
  if (mirrored) cv::flip(to, to, 1);
}

// The pixels are only read, not written.
cv::Mat mat_of(const Tensor& picture) {
  return {static_cast<int>(picture.shape()[0]), static_cast<int>(picture.shape()[1]), CV_8UC3,
          const_cast<std::byte*>(picture.data())};
}

cv::Mat resized_to(const cv::Mat& source, cv::Size size) {
  if (size == source.size()) return source;
  cv::Mat resized;
  const bool shrinks = size.width < source.cols || size.height < source.rows;
  cv::resize(source, resized, size, 0, 0, shrinks ? cv::INTER_AREA : cv::INTER_LINEAR);
  return resized;
}

}  // namespace

Tensor views(const Tensor& picture, const View& view) {
  check(picture, view);
  const cv::Mat whole = mat_of(picture);
  const bool stretched = view.preprocessing.shorter_side == 0;
  const cv::Mat source =
      stretched ? whole : whole(middle(whole.size(), within_ratio(whole.size())));
  const cv::Size size = resized_size(source.size(), view);
  const cv::Mat resized = resized_to(source, size);
  const std::int64_t channels = view.size[2];
  Tensor result(Shape{view.crops, view.size[0], view.size[1], channels}, DType::u8);
  std::byte* row = result.data();
  for (const bool mirrored : {false, true}) {
    if (mirrored && view.crops == 1) break;
    for (const cv::Rect& crop : crops_of(resized.size(), view)) {
      store(resized(crop), view.preprocessing.order, mirrored,
            cv::Mat(size_of(view), CV_8UC(static_cast<int>(channels)), row));
      row += view.size.count();
    }
  }
  return result;
}

Tensor part_view(const Tensor& picture, const PicturePart& part, const View& view) {
  check(picture, view);
  const cv::Mat whole = mat_of(picture);
  const cv::Rect2d from(part.x, part.y, part.width, part.height);
  const cv::Rect rounded(static_cast<int>(std::lround(from.x)),
                         static_cast<int>(std::lround(from.y)),
                         static_cast<int>(std::lround(from.br().x) - std::lround(from.x)),
                         static_cast<int>(std::lround(from.br().y) - std::lround(from.y)));
  if (rounded.empty() || (rounded & cv::Rect({0, 0}, whole.size())) != rounded) {
    throw Error("a part of {}x{} pixels at {}, {} is not within a picture of {}x{}", rounded.width,
                rounded.height, rounded.x, rounded.y, whole.cols, whole.rows);
  }
  const cv::Mat resized = resized_to(whole(rounded), size_of(view));
  Tensor result(view.size, DType::u8);
  store(resized, view.preprocessing.order, false,
        cv::Mat(size_of(view), CV_8UC(static_cast<int>(view.size[2])), result.data()));
  return result;
}

PicturePart centre_crop_part(const Shape& picture, const View& view) {
  const cv::Size whole(static_cast<int>(picture[1]), static_cast<int>(picture[0]));
  if (view.preprocessing.shorter_side == 0) {
    return {0, 0, static_cast<double>(whole.width), static_cast<double>(whole.height)};
  }
  const cv::Rect source = middle(whole, within_ratio(whole));
  const cv::Size resized = resized_size(source.size(), view);
  const cv::Rect crop = middle(resized, size_of(view));
  const double x = static_cast<double>(source.width) / resized.width;
  const double y = static_cast<double>(source.height) / resized.height;
  return {source.x + crop.x * x, source.y + crop.y * y, crop.width * x, crop.height * y};
}

}  // namespace fovea::datasets
