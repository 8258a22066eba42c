// Where the time of a training step goes: a bar for each step of the plan, longest first.
#include <fmt/format.h>

#include <algorithm>

#include "apps/cli/text_table.h"
#include "apps/training/report/sections.h"

namespace fovea::apps::report {

namespace {

constexpr size_t most_bars = 20;

struct StepBar {
  std::string node, kernel;
  double seconds = 0, flops = 0;
};

std::string row(const StepBar& bar, double longest, double whole) {
  const double speed = bar.seconds > 0 ? bar.flops / bar.seconds : 0;
  return fmt::format(
      "<tr><td class='node'>{}<small>{}</small></td>"
      "<td class='bar'><i style='width:{:.1f}%'></i></td>"
      "<td>{}</td><td>{:.1f} %</td><td>{}</td></tr>\n",
      escape(bar.node), escape(bar.kernel), longest > 0 ? 100 * bar.seconds / longest : 0,
      duration(bar.seconds), whole > 0 ? 100 * bar.seconds / whole : 0,
      bar.flops > 0 ? si(speed, "FLOP/s") : "");
}

}  // namespace

std::string step_times(const Plan& plan, const std::vector<StepTime>& times, int batch) {
  std::vector<StepBar> bars;
  StepBar whole;
  for (const StepTime& time : times) {
    const Step& step = plan.steps.at(static_cast<size_t>(time.step));
    bars.push_back({step.node, step.kernel, time.seconds, step.flops});
    whole.seconds += time.seconds;
    whole.flops += step.flops;
  }
  std::ranges::stable_sort(bars, std::greater{}, &StepBar::seconds);
  StepBar others{"", "", 0, 0};
  const size_t more = bars.size() > most_bars ? bars.size() - most_bars : 0;
  for (size_t i = most_bars; i < bars.size(); ++i) {
    others.seconds += bars[i].seconds;
    others.flops += bars[i].flops;
  }
  bars.resize(bars.size() - more);
  if (more) bars.push_back({fmt::format("{} others", more), "", others.seconds, others.flops});
  double longest = 0;
  for (const StepBar& bar : bars) longest = std::max(longest, bar.seconds);
  std::string html = fmt::format(
      "<p class='note'>A training step on {} images is {} kernels that take {} in sum, {} at {}. "
      "Its plan holds {} of memory: {} of activations (they would be {} if none were used twice), "
      "{} of variables, {} of the prologue.</p>\n",
      batch, times.size(), duration(whole.seconds), si(whole.flops, "FLOP"),
      si(whole.seconds > 0 ? whole.flops / whole.seconds : 0, "FLOP/s"), bytes(plan.peak_bytes()),
      bytes(plan.arena_bytes), bytes(plan.unshared_bytes), bytes(plan.variable_bytes()),
      bytes(plan.prologue_bytes));
  html +=
      "<div class='scroll'><table class='times'><thead><tr><th>node <small>kernel</small></th>"
      "<th></th><th>time</th><th>share</th><th>speed</th></tr></thead><tbody>\n";
  for (const StepBar& bar : bars) html += row(bar, longest, whole.seconds);
  return html + "</tbody></table></div>\n";
}

}  // namespace fovea::apps::report
