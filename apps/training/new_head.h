// Uses a trained model for other classes than its own.
#pragma once

#include "fovea/datasets/dataset.h"
#include "fovea/model/model.h"

namespace fovea::apps {

/// Gives the model a new head (HeadCut::zero_head), and says so on stderr, unless it has the
/// classes of the data set already: it knows their names or, if it has no names, gives the same
/// number of scores. Returns whether it made a new head. Throws Error for a model that has no head
/// to replace.
bool fit_head(Model& model, const datasets::Dataset& dataset);

}  // namespace fovea::apps
