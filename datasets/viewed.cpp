#include "fovea/datasets/viewed.h"

#include <algorithm>

namespace fovea::datasets {

namespace {

class ViewedDataset : public Dataset {
 public:
  ViewedDataset(std::shared_ptr<const Dataset> set, View view)
      : set_(std::move(set)), view_(std::move(view)) {}

  const std::string& name() const override { return set_->name(); }
  std::uint32_t size() const override { return set_->size(); }
  const Shape& image() const override { return view_.size; }
  const std::vector<std::string>& labels() const override { return set_->labels(); }

  std::uint64_t identity() const override { return set_->identity(); }

  std::int32_t read(std::uint32_t index, std::span<std::uint8_t> image) const override {
    expect_room(*this, index, image.size());
    const Shape& shape = set_->image();
    const auto places = static_cast<std::size_t>(shape[0] * shape[1]);
    Tensor picture(Shape{shape[0], shape[1], 3}, DType::u8);
    const auto pixels = picture.as<std::uint8_t>();
    const auto stored = pixels.first(static_cast<std::size_t>(shape.count()));
    const std::int32_t label = set_->read(index, stored);
    if (shape[2] == 1) {  // starts at the end: the values are at the start of the same memory
      for (std::size_t i = places; i-- > 0;) {
        const std::uint8_t value = pixels[i];
        std::fill_n(pixels.begin() + static_cast<std::ptrdiff_t>(3 * i), 3, value);
      }
    }
    const Tensor shown = views(picture, view_);
    std::ranges::copy(shown.as<std::uint8_t>(), image.begin());
    return label;
  }

  Original original(std::uint32_t index) const override { return set_->original(index); }
  std::string place(std::uint32_t index) const override { return set_->place(index); }

 private:
  std::shared_ptr<const Dataset> set_;
  View view_;
};

bool changes_nothing(const Shape& image, const View& view) {
  const Preprocessing& rule = view.preprocessing;
  const bool same_order = image[2] == 1 || rule.order == ChannelOrder::rgb;
  const bool same_size =
      rule.shorter_side == 0 || rule.shorter_side == std::min(image[0], image[1]);
  return image == view.size && same_order && same_size;
}

}  // namespace

std::shared_ptr<const Dataset> viewed(std::shared_ptr<const Dataset> set, const View& view) {
  const auto is_picture = [](const Shape& shape) {
    return shape.rank() == 3 && (shape[2] == 1 || shape[2] == 3);
  };
  const Shape image = set->image();
  if (!is_picture(image) || !is_picture(view.size) || changes_nothing(image, view)) return set;
  return std::make_shared<ViewedDataset>(std::move(set), view);
}

TrainTest viewed(TrainTest splits, const View& view) {
  if (splits.photos) return splits;
  splits.train = viewed(std::move(splits.train), view);
  splits.test = viewed(std::move(splits.test), view);
  if (splits.validation) splits.validation = viewed(std::move(splits.validation), view);
  return splits;
}

}  // namespace fovea::datasets
