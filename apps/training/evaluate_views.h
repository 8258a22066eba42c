// Evaluation by several views of each picture: ten crops, several sizes.
#pragma once

#include <span>

#include "apps/pictures/classifier.h"
#include "fovea/datasets/dataset.h"
#include "fovea/train/metrics.h"

namespace fovea::apps {

/// How the originals of a set are shown, as views_of() says. Images that are stored in the
/// network's size leave nothing to crop: for ten crops they get a border of zeros, an eighth of a
/// side wide, and the views have `border`.
struct EvaluationViews {
  std::vector<datasets::View> views;
  std::int64_t border = 0;
};
EvaluationViews evaluation_views(const Classifier& classifier, bool photos, int crops,
                                 std::span<const int> scales);

/// Loss and predictions from the mean of the probabilities over the views. The network runs `batch`
/// views at a time or, if an image has more views than that, those of one image. Throws Error for a
/// set whose originals are not pictures of 1 or 3 channels.
Evaluation evaluate_views(Classifier& classifier, const datasets::Dataset& dataset,
                          const EvaluationViews& views, int batch);

}  // namespace fovea::apps
