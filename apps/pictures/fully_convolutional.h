// A classifier made fit for pictures of other sizes than it was trained on (Sermanet et al.,
// "OverFeat", 2014; Simonyan, Zisserman, "Very deep convolutional networks", 2015): dense layers
// on a flattened image become convolutions over it.
#pragma once

#include "fovea/graph/graph.h"

namespace fovea::apps {

/// The graph, in inference mode, with every dense layer behind a flattened image of more than one
/// pixel as a convolution; outputs that were (N, K) are then (N, h, w, K). Variables keep name and
/// shape. A graph without such layers comes back as it was.
std::unique_ptr<Graph> fully_convolutional(const Graph& graph);

}  // namespace fovea::apps
