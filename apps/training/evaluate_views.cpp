#include "apps/training/evaluate_views.h"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>

#include "apps/pictures/mean_probabilities.h"
#include "fovea/core/error.h"

namespace fovea::apps {

namespace {

// The original as a picture of three channels, with a border of zeros.
Tensor picture_of(const datasets::Dataset& dataset, const Tensor& original, std::int64_t border) {
  const Shape& shape = original.shape();
  if (shape.rank() != 3 || (shape[2] != 1 && shape[2] != 3)) {
    throw Error("{} is no picture of 1 or 3 channels, which alone can be cropped and resized",
                shape.str())
        .at(dataset.name());
  }
  Tensor picture(Shape{shape[0] + 2 * border, shape[1] + 2 * border, 3}, DType::u8);
  const auto from = original.as<std::uint8_t>();
  const auto to = picture.as<std::uint8_t>();
  std::ranges::fill(to, std::uint8_t{0});
  for (std::int64_t y = 0; y < shape[0]; ++y) {
    for (std::int64_t x = 0; x < shape[1]; ++x) {
      for (std::int64_t c = 0; c < 3; ++c) {
        const std::int64_t at = (y * shape[1] + x) * shape[2] + std::min(c, shape[2] - 1);
        const std::int64_t place = ((y + border) * picture.shape()[1] + x + border) * 3 + c;
        to[static_cast<size_t>(place)] = from[static_cast<size_t>(at)];
      }
    }
  }
  return picture;
}

// The loss of an image, from its mean probabilities.
double loss_of(std::span<const float> probabilities, size_t label, bool independent) {
  const auto cost = [](double probability) { return -std::max(std::log(probability), -100.0); };
  if (!independent) return cost(double{probabilities[label]});
  double sum = 0;
  for (size_t i = 0; i < probabilities.size(); ++i) {
    sum += cost(i == label ? double{probabilities[i]} : 1 - double{probabilities[i]});
  }
  return sum / static_cast<double>(probabilities.size());
}

}  // namespace

EvaluationViews evaluation_views(const Classifier& classifier, bool photos, int crops,
                                 std::span<const int> scales) {
  datasets::View own = classifier.view();
  std::int64_t border = 0;
  int& shorter_side = own.preprocessing.shorter_side;
  if (!photos && crops != 1 && scales.empty()) {
    const std::int64_t side = std::min(own.size[0], own.size[1]);
    border = side / 8;
    shorter_side = static_cast<int>(side + 2 * border);
  }
  return {views_of(own, crops, scales), border};
}

Evaluation evaluate_views(Classifier& classifier, const datasets::Dataset& dataset,
                          const EvaluationViews& shown, int batch) {
  const int views = shown.views.front().crops * static_cast<int>(std::ssize(shown.views));
  const auto at_a_time = static_cast<std::uint32_t>(std::max(1, batch / views));
  Evaluation evaluation;
  std::int64_t correct = 0;
  double loss = 0;
  for (std::uint32_t first = 0; first < dataset.size(); first += at_a_time) {
    const std::uint32_t count = std::min(at_a_time, dataset.size() - first);
    std::vector<PictureViews> pictures(count);
    std::vector<int> labels(count);
    tbb::parallel_for(std::uint32_t{0}, count, [&](std::uint32_t i) {
      const datasets::Original original = dataset.original(first + i);
      labels[i] = original.label;
      const Tensor picture = picture_of(dataset, original.picture, shown.border);
      for (const auto& view : shown.views) pictures[i].push_back(datasets::views(picture, view));
    });
    std::vector<const PictureViews*> all;
    for (const PictureViews& picture : pictures) all.push_back(&picture);
    const auto means = mean_probabilities(classifier, all);
    for (std::uint32_t i = 0; i < count; ++i) {
      std::vector<float> probabilities = means[i];
      if (probabilities.size() == 1) probabilities.insert(probabilities.begin(), 1 - means[i][0]);
      const auto best = std::ranges::max_element(probabilities);
      const int predicted = static_cast<int>(best - probabilities.begin());
      correct += predicted == labels[i];
      loss += loss_of(probabilities, static_cast<size_t>(labels[i]), classifier.independent());
      evaluation.predictions.push_back({first + i, labels[i], predicted, *best});
    }
  }
  const auto images = static_cast<double>(dataset.size());
  evaluation.values.add("loss", loss / images);
  evaluation.values.add("accuracy", static_cast<double>(correct) / images);
  return evaluation;
}

}  // namespace fovea::apps
