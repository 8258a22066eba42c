// Line charts in SVG, drawn at 520 x 300 and scaled by the page.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "apps/training/report/sections.h"

namespace fovea::apps::report {

namespace {

constexpr double width = 520, height = 300, left = 74, right = 96, top = 14, bottom = 38;

// The round number (1, 2, 2.5 or 5 times a power of ten) at or above x.
double round_step(double x) {
  const double power = std::pow(10, std::floor(std::log10(x)));
  for (const double factor : {1.0, 2.0, 2.5, 5.0}) {
    if (factor * power >= x * (1 - 1e-9)) return factor * power;
  }
  return 10 * power;
}

struct ChartAxis {
  double low, high, step;
  double place(double value, double from, double to) const {
    return from + (value - low) / (high - low) * (to - from);
  }
};

ChartAxis value_axis(const std::vector<Series>& series, bool percent) {
  double low = percent ? 1 : 0, high = percent ? 0 : 1e-6;
  for (const Series& one : series) {
    for (const auto& [x, y] : one.points) {
      if (!std::isfinite(y)) continue;
      low = std::min(low, y);
      high = std::max(high, y);
    }
  }
  if (low >= high) low = high - 0.01;
  ChartAxis axis{0, 0, round_step((high - low) / 4)};
  axis.low = std::max(0.0, std::floor(low / axis.step) * axis.step);
  axis.high = std::ceil(high / axis.step - 1e-9) * axis.step;
  if (percent) axis.high = std::min(axis.high, 1.0);
  return axis;
}

ChartAxis epoch_axis(const std::vector<Series>& series) {
  double low = 1, high = 1;
  for (const Series& one : series) {
    for (const auto& [x, y] : one.points) {
      low = std::min(low, x);
      high = std::max(high, x);
    }
  }
  if (low == high) return {low - 0.5, high + 0.5, 1};
  const double step = std::max(1.0, std::ceil(round_step((high - low) / 8)));
  return {low, high, step};
}

std::string number(double value, double step, bool percent) {
  const double unit = percent ? 100 : 1;
  int decimals = 0;
  while (decimals < 6 && std::abs(std::remainder(step * unit, std::pow(10, -decimals))) > 1e-9) {
    ++decimals;
  }
  return fmt::format("{:.{}f}{}", value * unit, decimals, percent ? " %" : "");
}

std::string grid(const ChartAxis& x, const ChartAxis& y, bool percent) {
  std::string svg;
  for (double value = y.low; value <= y.high + y.step / 100; value += y.step) {
    const double at = y.place(value, height - bottom, top);
    svg += fmt::format(
        "<line class='grid' x1='{}' x2='{}' y1='{:.1f}' y2='{:.1f}'/>"
        "<text class='tick' x='{}' y='{:.1f}' text-anchor='end'>{}</text>",
        left, width - right, at, at, left - 8, at + 4, number(value, y.step, percent));
  }
  for (double tick = std::floor(x.low / x.step) * x.step; tick <= x.high + 1e-9; tick += x.step) {
    const double value = std::max(tick, 1.0);  // 1, 10, 20, ...
    svg += fmt::format("<text class='tick' x='{:.1f}' y='{}' text-anchor='middle'>{:.0f}</text>",
                       x.place(value, left, width - right), height - bottom + 18, value);
  }
  svg += fmt::format("<text class='tick' x='{:.1f}' y='{}' text-anchor='middle'>epoch</text>",
                     (left + width - right) / 2, height - 3);
  return svg;
}

std::string line(const Series& series, const ChartAxis& x, const ChartAxis& y, bool percent) {
  std::string path, dots;
  for (const auto& [epoch, value] : series.points) {
    if (!std::isfinite(value)) continue;
    const double px = x.place(epoch, left, width - right);
    const double py = y.place(value, height - bottom, top);
    path += fmt::format("{}{:.1f} {:.1f}", path.empty() ? "M" : " L", px, py);
    dots += fmt::format(
        "<circle cx='{:.1f}' cy='{:.1f}' r='{}'><title>{}, epoch {:.0f}: {}</title></circle>", px,
        py, series.points.size() > 40 ? 1.5 : 3.5, escape(series.name), epoch,
        percent ? fmt::format("{:.2f} %", 100 * value) : fmt::format("{:.4f}", value));
  }
  return fmt::format("<g class='{}'><path d='{}'/>{}</g>", series.colour, path, dots);
}

// Names at the right end of their lines, at least one text line apart.
std::string names(const std::vector<Series>& series, const ChartAxis& y) {
  constexpr double gap = 16;
  std::vector<std::pair<double, const Series*>> ends;
  for (const Series& one : series) {
    if (one.points.empty() || !std::isfinite(one.points.back().second)) continue;
    ends.emplace_back(y.place(one.points.back().second, height - bottom, top), &one);
  }
  std::ranges::sort(ends);
  for (size_t i = 1; i < ends.size(); ++i) {
    ends[i].first = std::max(ends[i].first, ends[i - 1].first + gap);
  }
  double limit = height - bottom;
  for (auto end = ends.rbegin(); end != ends.rend(); ++end, limit -= gap) {
    end->first = std::min(end->first, limit);
  }
  std::string svg;
  for (const auto& [at, one] : ends) {
    svg += fmt::format("<text class='name {}' x='{}' y='{:.1f}'>{}</text>", one->colour,
                       width - right + 10, at + 4, escape(one->name));
  }
  return svg;
}

}  // namespace

const char* colour(size_t number) {
  constexpr const char* names[] = {"one", "two", "three", "four", "five", "six", "seven", "eight"};
  return names[number % std::size(names)];
}

std::string line_chart(const std::string& title, const std::vector<Series>& series, bool percent) {
  const ChartAxis x = epoch_axis(series), y = value_axis(series, percent);
  std::string svg = fmt::format(
      "<figure class='card chart'><figcaption>{}</figcaption>"
      "<svg viewBox='0 0 {} {}' role='img' aria-label='{}'>",
      escape(title), width, height, escape(title));
  svg += grid(x, y, percent);
  for (const Series& one : series) svg += line(one, x, y, percent);
  return svg + names(series, y) + "</svg></figure>\n";
}

}  // namespace fovea::apps::report
