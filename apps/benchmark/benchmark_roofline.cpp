#include "apps/benchmark/benchmark_roofline.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "apps/benchmark/benchmark_labels.h"
#include "apps/cli/text_table.h"
#include "apps/training/report/sections.h"

namespace fovea::apps {

namespace {

using report::escape;

constexpr double left = 58, right = 16, top = 30, bottom = 46;
constexpr double label_height = 15, letter = 7;  // letter: at least the width of a letter
constexpr size_t most_labels = 9, longest_label = 22;
// A node with at least this share of the time may widen the picture.
constexpr double least_share = 0.005;

struct Plot {
  const RooflineRange& range;
  double width, height;

  // Points outside are drawn at the edge.
  double x(double intensity) const {
    const double low = range.intensity_low, high = range.intensity_high;
    const double place = std::clamp(std::log10(intensity), low, high);
    return left + (place - low) / (high - low) * (width - left - right);
  }
  double y(double rate) const {
    const double low = range.rate_low, high = range.rate_high;
    const double place = std::clamp(std::log10(rate), low, high);
    return height - bottom - (place - low) / (high - low) * (height - top - bottom);
  }
  Rectangle area() const {
    return {left + 2, top, width - left - right - 4, height - top - bottom};
  }
};

struct ChartLine {
  double x0, y0, x1, y1;

  double length() const { return std::hypot(x1 - x0, y1 - y0); }
  double angle() const { return std::atan2(y1 - y0, x1 - x0); }
  std::pair<double, double> point(double share) const {
    return {std::lerp(x0, x1, share), std::lerp(y0, y1, share)};
  }
  // The line moved to its left by this distance.
  ChartLine raised(double by) const {
    const double across = by * std::sin(angle()), down = -by * std::cos(angle());
    return {x0 + across, y0 + down, x1 + across, y1 + down};
  }
};

// The name of a node in the picture, without the nodes that are fused into it.
std::string label_of(const NodeTime& node) {
  const size_t scope = node.node.starts_with("gradient/") ? 9 : 0;
  return shortened(node.node.substr(scope, node.node.find('+') - scope), longest_label);
}

bool has_place(const NodeTime& node) {
  return node.flops > 0 && node.bytes > 0 && node.seconds > 0;
}

std::string axes(const Plot& plot) {
  std::string svg;
  for (int power = plot.range.rate_low; power <= plot.range.rate_high; ++power) {
    const double at = plot.y(std::pow(10, power));
    svg += fmt::format(
        "<line class='grid' x1='{}' x2='{}' y1='{:.1f}' y2='{:.1f}'/>"
        "<text class='tick' x='{}' y='{:.1f}' text-anchor='end'>{:g}</text>",
        left, plot.width - right, at, at, left - 8, at + 4, std::pow(10, power - 9));
  }
  for (int power = plot.range.intensity_low; power <= plot.range.intensity_high; ++power) {
    const double at = plot.x(std::pow(10, power));
    svg += fmt::format(
        "<line class='grid' x1='{:.1f}' x2='{:.1f}' y1='{}' y2='{}'/>"
        "<text class='tick' x='{:.1f}' y='{}' text-anchor='middle'>{:g}</text>",
        at, at, top, plot.height - bottom, at, plot.height - bottom + 18, std::pow(10, power));
  }
  return svg + fmt::format(
                   "<text class='tick' x='8' y='14'>GFLOP/s</text>"
                   "<text class='tick' x='{:.1f}' y='{}' text-anchor='middle'>"
                   "FLOP for each byte read or written</text>",
                   (left + plot.width - right) / 2, plot.height - 6);
}

// Squares along a line, from the share `begin` of its length to the share `end`.
std::vector<Rectangle> squares(const ChartLine& line, double begin, double end, double size) {
  const double step = std::min(size, 3.0) / line.length();
  std::vector<Rectangle> pieces;
  for (double at = begin; at <= end; at += step) {
    const auto [x, y] = line.point(at);
    pieces.push_back({x - size / 2, y - size / 2, size, size});
  }
  return pieces;
}

// The text along the slope, at the place where it hides the fewest dots; its room is added to
// `obstacles`.
std::string slope_text(const ChartLine& slope, const std::string& text, std::span<const Dot> dots,
                       std::vector<Rectangle>& obstacles) {
  const double half = letter * static_cast<double>(text.size()) / 2 / slope.length();
  std::vector<Rectangle> best;
  size_t least = dots.size() + 1;
  double place = 0.5;
  for (const double at : {0.5, 0.35, 0.65, 0.2, 0.8}) {
    if (at - half < 0 || at + half > 1) continue;
    const std::vector<Rectangle> room = squares(slope.raised(12), at - half, at + half, 13);
    const auto hidden = static_cast<size_t>(std::ranges::count_if(dots, [&](const Dot& dot) {
      return std::ranges::any_of(room, [&](const auto& piece) {
        return piece.overlaps(
            {dot.x - dot.radius, dot.y - dot.radius, 2 * dot.radius, 2 * dot.radius});
      });
    }));
    if (hidden >= least) continue;
    least = hidden;
    place = at;
    best = room;
  }
  obstacles.insert(obstacles.end(), best.begin(), best.end());
  const auto [x, y] = slope.point(place);
  return fmt::format(
      "<text class='limit' transform='translate({:.1f} {:.1f}) rotate({:.2f})' y='-7' "
      "text-anchor='middle'>{}</text>",
      x, y, slope.angle() * 180 / std::numbers::pi, text);
}

// The roof, with the meaning of its two parts.
std::string roof(const Plot& plot, const MachineLimits& limits, std::span<const Dot> dots,
                 std::vector<Rectangle>& obstacles) {
  const double low = std::pow(10, plot.range.intensity_low);
  const double high = std::pow(10, plot.range.intensity_high);
  const double ridge = limits.flops_per_second / limits.bytes_per_second;
  // Starts where the slope enters the picture.
  const double start = std::max(low, std::pow(10, plot.range.rate_low) / limits.bytes_per_second);
  const ChartLine slope{plot.x(start), plot.y(start * limits.bytes_per_second), plot.x(ridge),
                        plot.y(limits.flops_per_second)};
  const double end = plot.x(high);
  const std::string most = si(limits.flops_per_second, "FLOP/s");
  const double width = letter * static_cast<double>(most.size());
  for (const Rectangle& piece : squares(slope, 0, 1, 4)) obstacles.push_back(piece);
  obstacles.push_back({slope.x1, slope.y1 - 2, end - slope.x1, 4});
  obstacles.push_back({end - 4 - width, slope.y1 - 7 - label_height, width, label_height + 6});
  return fmt::format(
             "<path class='roof' d='M{:.1f} {:.1f} L{:.1f} {:.1f} H{:.1f}'/>"
             "<text class='limit' x='{:.1f}' y='{:.1f}' text-anchor='end'>{}</text>",
             slope.x0, slope.y0, slope.x1, slope.y1, end, end - 4, slope.y1 - 7, most) +
         slope_text(slope, si(limits.bytes_per_second, "B/s"), dots, obstacles) + "\n";
}

std::string dot(const Dot& place, const NodeTime& node, const MachineLimits& limits, double share) {
  const bool sums = node.kernel.starts_with("conv2d") || node.kernel.starts_with("dense");
  return fmt::format(
      "<g class='{}'><circle cx='{:.1f}' cy='{:.1f}' r='{:.1f}'><title>{} ({}): {}, {:.1f} % of "
      "the "
      "time, {} at {:.2f} FLOP a byte, {:.0f} % of the roof</title></circle></g>\n",
      sums ? "one" : "two", place.x, place.y, place.radius, escape(node.node), escape(node.kernel),
      duration(node.seconds), 100 * share, si(node.flops / node.seconds, "FLOP/s"),
      node.flops / node.bytes,
      100 * roofline_seconds(limits, node.flops, node.bytes) / node.seconds);
}

std::string label(const Dot& dot, const Rectangle& place, const std::string& text) {
  const auto [x, y] = label_end(dot, place);
  const double distance = std::hypot(x - dot.x, y - dot.y);
  std::string svg;
  if (distance > dot.radius + 7) {
    const double rim = dot.radius / distance;
    svg = fmt::format("<line class='leader' x1='{:.1f}' y1='{:.1f}' x2='{:.1f}' y2='{:.1f}'/>",
                      dot.x + (x - dot.x) * rim, dot.y + (y - dot.y) * rim, x, y);
  }
  // The text is narrower than its room, so it is aligned to the side of the dot.
  const bool to_the_left = place.x + place.width < dot.x;
  const bool above = place.x < dot.x && !to_the_left;
  const char* anchor = to_the_left ? "end" : above ? "middle" : "start";
  const double at = place.x + (to_the_left ? place.width : above ? place.width / 2 : 0);
  return svg + fmt::format("<text class='dot' x='{:.1f}' y='{:.1f}' text-anchor='{}'>{}</text>\n",
                           at, place.y + label_height - 4, anchor, escape(text));
}

}  // namespace

RooflineRange roofline_range(const std::vector<BenchmarkResult>& results) {
  double intensity_low = 1, intensity_high = 1, rate_low = INFINITY, rate_high = 0;
  for (const BenchmarkResult& result : results) {
    const MachineLimits& limits = result.limits;
    rate_high = std::max(rate_high, 1.3 * limits.flops_per_second);
    intensity_high =
        std::max(intensity_high, 3 * limits.flops_per_second / limits.bytes_per_second);
    rate_low = std::min(rate_low, limits.flops_per_second / 100);
    double total = 0;
    for (const NodeTime& node : result.nodes) total += node.seconds;
    for (const NodeTime& node : result.nodes) {
      if (!has_place(node) || node.seconds < least_share * total) continue;
      intensity_low = std::min(intensity_low, node.flops / node.bytes);
      intensity_high = std::max(intensity_high, node.flops / node.bytes);
      rate_low = std::min(rate_low, node.flops / node.seconds);
      rate_high = std::max(rate_high, node.flops / node.seconds);
    }
  }
  const auto below = [](double value) { return static_cast<int>(std::floor(std::log10(value))); };
  const auto above = [](double value) { return static_cast<int>(std::ceil(std::log10(value))); };
  return {below(intensity_low * 0.9), above(intensity_high * 1.1), below(rate_low * 0.9),
          above(rate_high * 1.1)};
}

std::string roofline_chart(const BenchmarkResult& result, const RooflineRange& range, double width,
                           double height) {
  const Plot plot{range, width, height};
  std::vector<const NodeTime*> nodes;
  double total = 0;
  for (const NodeTime& node : result.nodes) {
    total += node.seconds;
    if (has_place(node)) nodes.push_back(&node);
  }
  std::ranges::stable_sort(nodes, std::greater<>(), &NodeTime::seconds);
  std::vector<Dot> dots;
  for (const NodeTime* node : nodes) {
    const double label = letter * static_cast<double>(label_of(*node).size());
    dots.push_back({plot.x(node->flops / node->bytes), plot.y(node->flops / node->seconds),
                    3 + 11 * std::sqrt(node->seconds / total),
                    dots.size() < most_labels ? label : 0});
  }
  std::string svg = fmt::format(
      "<figure class='card chart roofline'><figcaption>{} <small>{}</small></figcaption>"
      "<svg viewBox='0 0 {} {}' role='img' aria-label='roofline of {}'>\n",
      escape(result.backend), escape(result.device.name), width, height, escape(result.backend));
  std::vector<Rectangle> obstacles;
  svg += axes(plot) + roof(plot, result.limits, dots, obstacles);
  const auto labels = place_labels(dots, label_height, plot.area(), std::move(obstacles));
  for (size_t i = 0; i < dots.size(); ++i) {
    svg += dot(dots[i], *nodes[i], result.limits, nodes[i]->seconds / total);
  }
  for (size_t i = 0; i < dots.size(); ++i) {
    if (labels[i]) svg += label(dots[i], *labels[i], label_of(*nodes[i]));
  }
  return svg + "</svg></figure>\n";
}

}  // namespace fovea::apps
