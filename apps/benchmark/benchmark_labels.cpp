#include "apps/benchmark/benchmark_labels.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace fovea::apps {

namespace {

constexpr double near = 4, grain = 3, margin = 2;

// A dot with some space around it.
Rectangle square(const Dot& dot) {
  const double half = dot.radius + margin;
  return {dot.x - half, dot.y - half, 2 * half, 2 * half};
}

// The label at this distance from the dot's edge, in direction (across, down), each -1, 0 or 1.
Rectangle beside(const Dot& dot, double height, double distance, int across, int down) {
  const double slant = across != 0 && down != 0 ? std::sqrt(0.5) : 1;
  const double reach = (dot.radius + distance) * slant;
  const double x = dot.x + across * reach, y = dot.y + down * reach;
  return {x - (1 - across) * dot.label_width / 2, y - (1 - down) * height / 2, dot.label_width,
          height};
}

// The line from the dot's edge to the label, as small squares.
std::vector<Rectangle> way(const Dot& dot, const Rectangle& label) {
  const auto [x, y] = label_end(dot, label);
  const double length = std::hypot(x - dot.x, y - dot.y);
  std::vector<Rectangle> pieces;
  for (double at = dot.radius; at < length; at += grain) {
    pieces.push_back({dot.x + (x - dot.x) * at / length - grain / 2,
                      dot.y + (y - dot.y) * at / length - grain / 2, grain, grain});
  }
  return pieces;
}

}  // namespace

bool Rectangle::overlaps(const Rectangle& other) const {
  return x < other.x + other.width && other.x < x + width && y < other.y + other.height &&
         other.y < y + height;
}

bool Rectangle::holds(const Rectangle& inner) const {
  return inner.x >= x && inner.y >= y && inner.x + inner.width <= x + width &&
         inner.y + inner.height <= y + height;
}

std::pair<double, double> label_end(const Dot& dot, const Rectangle& label) {
  return {std::clamp(dot.x, label.x, label.x + label.width),
          std::clamp(dot.y, label.y, label.y + label.height)};
}

std::vector<std::optional<Rectangle>> place_labels(std::span<const Dot> dots, double label_height,
                                                   const Rectangle& area,
                                                   std::vector<Rectangle> obstacles) {
  constexpr std::array<std::pair<int, int>, 8> directions = {
      {{1, 0}, {-1, 0}, {0, -1}, {0, 1}, {1, -1}, {1, 1}, {-1, -1}, {-1, 1}}};
  constexpr std::array<double, 7> distances = {near, 8, 16, 28, 42, 60, 80};
  const auto is_blocked = [&](const Rectangle& place) {
    return std::ranges::any_of(obstacles, [&](const auto& other) { return place.overlaps(other); });
  };
  const auto hides_dot = [&](const Rectangle& place) {
    return std::ranges::any_of(dots, [&](const Dot& dot) { return place.overlaps(square(dot)); });
  };
  const auto room = [&](const Dot& dot) -> std::optional<Rectangle> {
    for (const double distance : distances) {
      for (const auto& [across, down] : directions) {
        const Rectangle label = beside(dot, label_height, distance, across, down);
        if (!area.holds(label) || is_blocked(label) || hides_dot(label)) continue;
        const std::vector<Rectangle> pieces = way(dot, label);
        if (std::ranges::any_of(pieces, is_blocked)) continue;
        obstacles.insert(obstacles.end(), pieces.begin(), pieces.end());
        return label;
      }
    }
    return {};
  };
  std::vector<std::optional<Rectangle>> labels;
  for (const Dot& dot : dots) {
    labels.push_back(dot.label_width > 0 ? room(dot) : std::nullopt);
    if (labels.back()) obstacles.push_back(*labels.back());
  }
  return labels;
}

}  // namespace fovea::apps
