#include "apps/training/progress.h"

#include <unistd.h>

#include <cstdio>

#include "apps/cli/say.h"
#include "apps/cli/text_table.h"

namespace fovea::apps {

Progress::Progress(int epochs, const Objective& objective)
    : epochs_(epochs),
      metrics_(objective.metrics),
      counted_(objective.counted),
      terminal_(isatty(2) == 1),
      shown_(std::chrono::steady_clock::now()) {}

std::string Progress::line(const StepMetrics& metrics) const {
  const double left = static_cast<double>(metrics.steps - metrics.step) /
                      static_cast<double>(metrics.step) * metrics.seconds;
  std::string text = fmt::format("epoch {}/{}  ", metrics.epoch, epochs_);
  if (terminal_) {
    constexpr std::int64_t width = 24;
    const auto cells = static_cast<size_t>(width * metrics.step / metrics.steps);
    for (size_t i = 0; i < width; ++i) text += i < cells ? "━" : "─";
    text += "  ";
  }
  text += fmt::format("{:3}%", 100 * metrics.step / metrics.steps);
  for (const Metric& metric : metrics_) {
    if (!metrics.means.contains(metric.name)) continue;
    text +=
        fmt::format("  {} {:>{}}", title_of(metric), shown(metric, metrics.means.at(metric.name)),
                    metric.format == MetricFormat::percent ? 7 : 0);
  }
  return text + fmt::format("  {} {}/s  {} left",
                            grouped(static_cast<std::int64_t>(metrics.per_second)), counted_,
                            duration(left));
}

void Progress::step(const StepMetrics& metrics) {
  const auto now = std::chrono::steady_clock::now();
  const auto interval = terminal_ ? std::chrono::milliseconds(100) : std::chrono::seconds(5);
  if (now - shown_ < interval) return;
  shown_ = now;
  if (terminal_) {
    say("\r{}\x1b[K", line(metrics));
    drawn_ = true;
  } else {
    say("{}\n", line(metrics));
  }
}

void Progress::clear() {
  if (drawn_) say("\r\x1b[K");
  drawn_ = false;
}

}  // namespace fovea::apps
