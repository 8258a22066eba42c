// A trained model for other classes than its own.
#pragma once

#include "fovea/datasets/dataset.h"
#include "fovea/model/model.h"

namespace fovea::apps {

/// Gives the model a new head (HeadCut::zero_head), and says so on stderr, unless it has the
/// classes of the data set already: it knows their names or, where it has none, gives as many
/// scores. Returns whether it did. Throws Error for a model that has no head to be cut off.
bool fit_head(Model& model, const datasets::Dataset& dataset);

}  // namespace fovea::apps
