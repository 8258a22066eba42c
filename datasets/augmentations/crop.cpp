#include "fovea/augmentations/crop.h"

#include "datasets/augmentations/pixels.h"

namespace fovea::datasets {

namespace {

Border border_named(const std::string& name) {
  if (name == "zero") return Border::zero;
  if (name == "reflect") return Border::reflect;
  const std::vector<std::string> names = {"zero", "reflect"};
  throw Error("fill must be zero or reflect, not '{}'{}", name, did_you_mean(name, names));
}

}  // namespace

Augment random_crop(Crop config) {
  if (config.padding < 0) throw Error("a padding of {} pixels is less than 0", config.padding);
  return [config](std::span<std::uint8_t> image, const Shape& shape, const Draws& draws) {
    const std::int64_t down = draws.whole(0, -config.padding, config.padding);
    const std::int64_t right = draws.whole(1, -config.padding, config.padding);
    const int border =
        config.fill == Border::reflect ? cv::BORDER_REFLECT_101 : cv::BORDER_CONSTANT;
    const auto source = [&](std::int64_t at, std::int64_t size) {  // -1: outside
      return cv::borderInterpolate(static_cast<int>(at), static_cast<int>(size), border);
    };
    const std::vector<std::uint8_t> whole(image.begin(), image.end());
    auto to = image.begin();
    for (std::int64_t y = 0; y < shape[0]; ++y) {
      const int row = source(y - down, shape[0]);
      for (std::int64_t x = 0; x < shape[1]; ++x, to += shape[2]) {
        const int column = source(x - right, shape[1]);
        if (row < 0 || column < 0) {
          std::fill_n(to, shape[2], std::uint8_t{0});
        } else {
          std::copy_n(whole.begin() + (row * shape[1] + column) * shape[2], shape[2], to);
        }
      }
    }
  };
}

void register_crop(AugmentationTable& table) {
  table.push_back(
      {"crop", "cuts out of a bordered image: padding=4,fill=zero|reflect", [](Spec& spec) {
         Crop config;
         config.padding = static_cast<int>(spec.integer("padding", config.padding, 0));
         config.fill = border_named(spec.text("fill", "zero"));
         return random_crop(config);
       }});
}

}  // namespace fovea::datasets
