// Finds places for the names of dots in a chart.
#pragma once

#include <optional>
#include <span>
#include <vector>

namespace fovea::apps {

struct Rectangle {
  double x = 0, y = 0, width = 0, height = 0;  // x, y: left, top

  bool overlaps(const Rectangle& other) const;
  bool holds(const Rectangle& inner) const;
};

struct Dot {
  double x = 0, y = 0, radius = 0;
  double label_width = 0;  // 0: it has no label
};

/// A place for each dot's label, or none if there is no room: inside `area`, and away from the
/// other labels, all dots and the `obstacles` rectangles. The first dots choose first. If a label
/// had to move away from its dot, the straight line between them is kept free too.
std::vector<std::optional<Rectangle>> place_labels(std::span<const Dot> dots, double label_height,
                                                   const Rectangle& area,
                                                   std::vector<Rectangle> obstacles);

/// The end of the line from a dot to its label: the point of the label nearest to the dot.
std::pair<double, double> label_end(const Dot& dot, const Rectangle& label);

}  // namespace fovea::apps
