#include "apps/pictures/mean_probabilities.h"

#include <cstring>

namespace fovea::apps {

namespace {

// One scale of all pictures.
Tensor batch_of(std::span<const PictureViews* const> pictures, size_t scale) {
  const Shape& view = (*pictures.front())[scale].shape();
  Tensor images(view.with(0, view[0] * std::ssize(pictures)), DType::u8);
  std::byte* to = images.data();
  for (const PictureViews* const picture : pictures) {
    const auto bytes = (*picture)[scale].bytes();
    std::memcpy(to, bytes.data(), bytes.size());
    to += bytes.size();
  }
  return images;
}

}  // namespace

std::vector<datasets::View> views_of(datasets::View own, int crops, std::span<const int> scales) {
  own.crops = crops;
  if (scales.empty()) return {own};
  std::vector<datasets::View> views;
  for (const int scale : scales) {
    if (crops == 1) own.size = Shape{scale, scale, own.size[2]};
    if (crops != 1 || own.preprocessing.shorter_side) own.preprocessing.shorter_side = scale;
    views.push_back(own);
  }
  return views;
}

std::vector<std::vector<float>> mean_probabilities(Classifier& classifier,
                                                   std::span<const PictureViews* const> pictures) {
  const auto classes = static_cast<size_t>(classifier.classes());
  std::vector<std::vector<float>> results(pictures.size(), std::vector<float>(classes));
  if (pictures.empty()) return results;
  const size_t scales = pictures.front()->size();
  const auto crops = static_cast<size_t>(pictures.front()->front().shape()[0]);
  const float share = 1 / static_cast<float>(crops * scales);
  for (size_t scale = 0; scale < scales; ++scale) {
    const Tensor probabilities = classifier.probabilities(batch_of(pictures, scale));
    const auto values = probabilities.as<float>();
    for (size_t i = 0; i < values.size(); ++i) {
      results[i / (classes * crops)][i % classes] += share * values[i];
    }
  }
  return results;
}

}  // namespace fovea::apps
