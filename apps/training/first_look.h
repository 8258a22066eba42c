// The first look at all images, before the first step of training.
#pragma once

#include <span>

#include "fovea/datasets/survey.h"
#include "fovea/model/preprocessing.h"

namespace fovea::apps {

/// Reads all images of the sets on all threads, with a progress bar on stderr if that takes some
/// time. Returns one survey per set; throws one Error that names all images of all sets that
/// cannot be read.
std::vector<datasets::Survey> first_look(
    std::span<const std::shared_ptr<const datasets::Dataset>> sets);

/// Mean and deviation of each channel over all images of a set.
Preprocessing preprocessing_for(const datasets::Survey& survey, const datasets::Dataset& set);

}  // namespace fovea::apps
