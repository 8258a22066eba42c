// A model only for inference: without the parts for training, and with fewer nodes.
#pragma once

#include "fovea/model/model.h"

namespace fovea::apps {

/// Uses inference mode, removes nodes that no output needs, merges equal nodes, and computes
/// those that depend only on constants. Each scale and shift of channels (batch normalisation) is
/// multiplied into the convolution or dense layer before it. The results stay the same, except
/// for rounding.
void simplify(Model& model);

}  // namespace fovea::apps
