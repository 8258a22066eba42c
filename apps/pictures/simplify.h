// A model for inference alone: without what training needed, and in fewer nodes.
#pragma once

#include "fovea/model/model.h"

namespace fovea::apps {

/// In inference mode, nodes that no output needs left out, equal ones merged, those that depend on
/// constants computed, and each scale and shift of channels (batch normalisation) multiplied into
/// the convolution or dense layer before it. The results stay the same, but for rounding.
void simplify(Model& model);

}  // namespace fovea::apps
