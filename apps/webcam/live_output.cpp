#include "apps/webcam/live_output.h"

#include <opencv2/imgproc.hpp>

#include "apps/cli/make_folder.h"
#include "apps/cli/say.h"
#include "fovea/core/terminal_text.h"

namespace fovea::apps {

void print_line(const std::string& text) { say("{}\n", terminal_text(text)); }

Tensor rgb_of(const cv::Mat& bgr) {
  Tensor picture(Shape{bgr.rows, bgr.cols, 3}, DType::u8);
  cv::Mat rgb(bgr.rows, bgr.cols, CV_8UC3, picture.data());
  cv::cvtColor(bgr, rgb, cv::COLOR_BGR2RGB);
  return picture;
}

cv::Mat bgr_of(const Tensor& rgb) {
  const Shape& shape = rgb.shape();
  const cv::Mat picture(static_cast<int>(shape[0]), static_cast<int>(shape[1]), CV_8UC3,
                        const_cast<std::byte*>(rgb.data()));
  cv::Mat bgr;
  cv::cvtColor(picture, bgr, cv::COLOR_RGB2BGR);
  return bgr;
}

std::filesystem::path free_name(const std::filesystem::path& folder, const std::string& stem,
                                const std::string& extension) {
  make_folder(folder);
  for (int n = 1;; ++n) {
    const auto file = folder / fmt::format("{}-{}{}", stem, n, extension);
    if (!std::filesystem::exists(file)) return file;
  }
}

void LiveVideo::write(const cv::Mat& view, std::int64_t number) {
  if (!writer_.isOpened()) {
    const int code = cv::VideoWriter::fourcc('m', 'p', '4', 'v');
    if (!writer_.open(file_.string(), code, rate_, view.size())) {
      throw Error("cannot be written as a video").at(file_.string());
    }
  }
  for (; written_ <= number; ++written_) writer_.write(view);
}

}  // namespace fovea::apps
