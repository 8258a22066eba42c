// Finds the axis of the pictures in a value that holds several, and whether the result for one
// picture depends only on that picture.
#pragma once

#include <functional>
#include <vector>

#include "fovea/graph/graph.h"

namespace fovea {

/// A value of the graph for one picture and for two.
struct PictureShapes {
  Shape one, two;
};

constexpr int no_pictures = -1;     // a constant or a weight
constexpr int mixed_pictures = -2;  // no axis separates the pictures, or that is not known

/// For each value the axis along which the pictures are stored one after another, in their order;
/// for inputs it is the first. For layers of unknown kinds we assume that they keep pictures apart
/// along the first axis.
std::vector<int> picture_axes(const Graph& graph, const std::function<PictureShapes(int)>& shapes);

}  // namespace fovea
