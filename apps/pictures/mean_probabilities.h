// The answers of a classifier for several views of a picture, as one answer.
#pragma once

#include <span>
#include <vector>

#include "apps/pictures/classifier.h"

namespace fovea::apps {

/// One view per scale: the network goes over the whole square of the centre crop or, with ten
/// crops, over crops of its own size. Without scales: the network's own view with this many crops.
std::vector<datasets::View> views_of(datasets::View own, int crops, std::span<const int> scales);

/// The views u8 (crops, H, W, C) of a picture, one per scale.
using PictureViews = std::vector<Tensor>;

/// For each picture the mean of the probabilities over its crops and scales; the views of all
/// pictures must have the same shapes. Throws Error as Classifier::probabilities() does.
std::vector<std::vector<float>> mean_probabilities(Classifier& classifier,
                                                   std::span<const PictureViews* const> pictures);

}  // namespace fovea::apps
