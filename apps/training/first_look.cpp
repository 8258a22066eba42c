#include "apps/training/first_look.h"

#include <unistd.h>

#include <chrono>
#include <cmath>
#include <cstdio>

#include "apps/cli/say.h"
#include "apps/cli/text_table.h"

namespace fovea::apps {

namespace {

using Clock = std::chrono::steady_clock;

/// A bar that is drawn again and again on a terminal; elsewhere a plain line from time to time.
class ReadingBar {
 public:
  explicit ReadingBar(std::int64_t images) : images_(images) {}
  ~ReadingBar() {
    if (drawn_) say("\r\x1b[K");
  }
  ReadingBar(const ReadingBar&) = delete;
  ReadingBar& operator=(const ReadingBar&) = delete;

  void show(std::int64_t done) {
    const auto now = Clock::now();
    if (now < due_) return;
    due_ = now + interval();
    const std::string text =
        fmt::format("reading {} of {} images once", grouped(done), grouped(images_));
    if (!terminal_) {
      say("{}\n", text);
      return;
    }
    constexpr std::int64_t width = 24;
    std::string bar;
    for (std::int64_t i = 0; i < width; ++i) bar += i < width * done / images_ ? "━" : "─";
    say("\r{}  {}\x1b[K", bar, text);
    std::fflush(stderr);
    drawn_ = true;
  }

 private:
  Clock::duration interval() const {
    return terminal_ ? Clock::duration(std::chrono::milliseconds(100)) : std::chrono::seconds(5);
  }

  std::int64_t images_;
  bool terminal_ = isatty(2) == 1, drawn_ = false;
  Clock::time_point due_ =
      Clock::now() + std::max<Clock::duration>(interval(), std::chrono::milliseconds(500));
};

}  // namespace

std::vector<datasets::Survey> first_look(
    std::span<const std::shared_ptr<const datasets::Dataset>> sets) {
  std::int64_t images = 0, before = 0;
  for (const auto& set : sets) images += set->size();
  ReadingBar bar(images);
  std::vector<datasets::Survey> surveys;
  datasets::Survey all;
  for (const auto& set : sets) {
    surveys.push_back(datasets::survey(*set, [&](std::uint32_t done) { bar.show(before + done); }));
    before += set->size();
    const auto& faults = surveys.back().faults;
    all.faults.insert(all.faults.end(), faults.begin(), faults.end());
  }
  all.expect_sound();
  return surveys;
}

Preprocessing preprocessing_for(const datasets::Survey& survey, const datasets::Dataset& set) {
  const Shape& image = set.image();
  const double count = static_cast<double>(set.size()) * static_cast<double>(image.count()) /
                       static_cast<double>(image[2]);
  Preprocessing preprocessing{{}, {}};
  for (size_t c = 0; c < survey.sums.size(); ++c) {
    const double mean = static_cast<double>(survey.sums[c]) / count;
    const double variance = static_cast<double>(survey.squares[c]) / count - mean * mean;
    preprocessing.mean.push_back(static_cast<float>(mean / 255));
    preprocessing.deviation.push_back(variance > 0 ? static_cast<float>(std::sqrt(variance) / 255)
                                                   : 1.0f);
  }
  return preprocessing;
}

}  // namespace fovea::apps
