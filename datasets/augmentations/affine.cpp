#include "fovea/augmentations/affine.h"

#include <opencv2/imgproc.hpp>

#include "datasets/augmentations/pixels.h"

namespace fovea::datasets {

Augment random_affine(Affine most) {
  if (!(most.degrees >= 0 && most.scale >= 0 && most.scale < 1 && most.pixels >= 0 &&
        most.shear >= 0)) {
    throw Error(
        "affine changes of {} degrees, {} in scale, {} pixels and a shear of {} are no range",
        most.degrees, most.scale, most.pixels, most.shear);
  }
  return [most](std::span<std::uint8_t> image, const Shape& shape, const Draws& draws) {
    if (shape[2] > 4) throw Error("affine changes take 1 to 4 channels, not {}", shape.str());
    const auto draw = [&](std::uint64_t place) { return 2 * draws.uniform(place) - 1; };
    cv::Mat changed = mat_of(image, shape);
    const cv::Point2f centre(static_cast<float>(changed.cols - 1) / 2,
                             static_cast<float>(changed.rows - 1) / 2);
    cv::Mat matrix =
        cv::getRotationMatrix2D(centre, most.degrees * draw(0), 1 + most.scale * draw(1));
    if (const double shear = most.shear * draw(4); shear != 0) {
      for (const int row : {0, 1}) {
        const double x = matrix.at<double>(row, 0);
        matrix.at<double>(row, 1) += x * shear;
        matrix.at<double>(row, 2) -= x * shear * double{centre.y};
      }
    }
    matrix.at<double>(0, 2) += most.pixels * draw(2);
    matrix.at<double>(1, 2) += most.pixels * draw(3);
    cv::warpAffine(changed.clone(), changed, matrix, changed.size(), cv::INTER_LINEAR,
                   cv::BORDER_CONSTANT, cv::Scalar());
  };
}

void register_affine(AugmentationTable& table) {
  table.push_back({"affine", "turns, scales, moves, slants: degrees=10,scale=0.1,pixels=2,shear=0",
                   [](Spec& spec) {
                     Affine most;
                     most.degrees = setting(spec, "degrees", most.degrees);
                     most.scale = setting(spec, "scale", most.scale);
                     most.pixels = setting(spec, "pixels", most.pixels);
                     most.shear = setting(spec, "shear", most.shear);
                     return random_affine(most);
                   }});
}

}  // namespace fovea::datasets
