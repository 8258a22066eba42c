#include "apps/training/progress.h"

#include <unistd.h>

#include <cstdio>

#include "apps/cli/say.h"
#include "apps/cli/text_table.h"

namespace fovea::apps {

Progress::Progress(int epochs)
    : epochs_(epochs), terminal_(isatty(2) == 1), shown_(std::chrono::steady_clock::now()) {}

std::string Progress::line(const StepMetrics& metrics) const {
  const double left = static_cast<double>(metrics.steps - metrics.step) /
                      static_cast<double>(metrics.step) * metrics.seconds;
  std::string text = fmt::format("epoch {}/{}  ", metrics.epoch, epochs_);
  if (terminal_) {
    constexpr std::int64_t width = 24;
    const auto filled = static_cast<size_t>(width * metrics.step / metrics.steps);
    for (size_t i = 0; i < width; ++i) text += i < filled ? "━" : "─";
    text += "  ";
  }
  return text +
         fmt::format("{:3}%  loss {:.4f}  accuracy {:5.2f} %  {} images/s  {} left",
                     100 * metrics.step / metrics.steps, metrics.loss, 100 * metrics.accuracy,
                     grouped(static_cast<std::int64_t>(metrics.images_per_second)), duration(left));
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
