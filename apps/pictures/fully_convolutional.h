// Changes a classifier so that it takes pictures of other sizes than it was trained on (Sermanet et
// al., "OverFeat", 2014; Simonyan, Zisserman, "Very deep convolutional networks", 2015): dense
// layers on a flattened image become convolutions over it.
#pragma once

#include "fovea/graph/graph.h"

namespace fovea::apps {

/// The graph, in inference mode, where every dense layer after a flattened image of more than one
/// pixel is a convolution; outputs that were (N, K) become (N, h, w, K). Variables keep name and
/// shape. A graph without such layers is not changed.
std::unique_ptr<Graph> fully_convolutional(const Graph& graph);

}  // namespace fovea::apps
