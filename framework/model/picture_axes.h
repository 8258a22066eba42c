// Where the pictures lie in a value of several, and whether what is computed for one of them
// depends on that one alone.
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
constexpr int mixed_pictures = -2;  // no axis has what belongs to one picture, or that is not known

/// The axis of each value along which the pictures lie one after another, in their order;
/// the inputs' is the first. Layers of unknown kinds are taken to keep pictures apart
/// along the first axis.
std::vector<int> picture_axes(const Graph& graph, const std::function<PictureShapes(int)>& shapes);

}  // namespace fovea
