// Places the boxes of a graph in layers from top to bottom: the steps of Sugiyama, Tagawa and
// Toda ("Methods for Visual Understanding of Hierarchical System Structures", 1981) with
// barycentres for order and for position.
#pragma once

#include <vector>

namespace fovea::apps::report {

struct Box {
  double width = 0, height = 0;
  std::vector<int> from;  // boxes before this one in the list
  double x = 0, y = 0;    // set by place_boxes: the middle of the top side
};

/// A line from one box to another, by its points.
struct BoxConnection {
  int from = 0, to = 0;
  struct Point {
    double x, y;
  };
  std::vector<Point> points;
};

struct BoxPlacement {
  double width = 0, height = 0;
  std::vector<BoxConnection> lines;
};

/// Sets x and y of the boxes, which are in topological order.
BoxPlacement place_boxes(std::vector<Box>& boxes);

}  // namespace fovea::apps::report
