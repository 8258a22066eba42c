#include "apps/pictures/heat_map.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace fovea::apps {

namespace {

cv::Mat view_of(const Tensor& picture) {
  return {static_cast<int>(picture.shape()[0]), static_cast<int>(picture.shape()[1]), CV_8UC3,
          const_cast<std::byte*>(picture.data())};
}

}  // namespace

Tensor with_heat(const Tensor& picture, const Tensor& heat, const datasets::PicturePart& part) {
  const cv::Mat source = view_of(picture);
  Tensor result(picture.type());
  cv::Mat shown = view_of(result);
  source.convertTo(shown, -1, 0.35);

  const cv::Rect whole(0, 0, source.cols, source.rows);
  const cv::Rect place =
      whole & cv::Rect(static_cast<int>(std::lround(part.x)), static_cast<int>(std::lround(part.y)),
                       static_cast<int>(std::ceil(part.width)),
                       static_cast<int>(std::ceil(part.height)));
  if (place.empty()) return result;
  const cv::Mat coarse(static_cast<int>(heat.shape()[0]), static_cast<int>(heat.shape()[1]), CV_32F,
                       const_cast<std::byte*>(heat.data()));
  cv::Mat levels, colours;
  coarse.convertTo(levels, CV_8U, 255);
  cv::resize(levels, levels, place.size(), 0, 0, cv::INTER_CUBIC);
  cv::applyColorMap(levels, colours, cv::COLORMAP_TURBO);
  cv::cvtColor(colours, colours, cv::COLOR_BGR2RGB);
  cv::Mat target = shown(place);
  cv::addWeighted(source(place), 0.5, colours, 0.5, 0, target);
  return result;
}

Tensor side_by_side(const Tensor& left, const Tensor& right, int longest) {
  const cv::Mat first = view_of(left), second = view_of(right);
  const double scale =
      std::min(1.0, static_cast<double>(longest) / std::max(first.cols, first.rows));
  const cv::Size size(std::max(1, static_cast<int>(std::lround(first.cols * scale))),
                      std::max(1, static_cast<int>(std::lround(first.rows * scale))));
  Tensor both(Shape{size.height, 2 * std::int64_t{size.width}, 3}, DType::u8);
  cv::Mat to = view_of(both), half = to(cv::Rect(cv::Point(), size));
  cv::resize(first, half, size, 0, 0, cv::INTER_AREA);
  half = to(cv::Rect(cv::Point(size.width, 0), size));
  cv::resize(second, half, size, 0, 0, cv::INTER_AREA);
  return both;
}

}  // namespace fovea::apps
