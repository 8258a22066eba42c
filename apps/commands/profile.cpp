#include "apps/commands/profile.h"

#include <fmt/format.h>

#include <algorithm>

#include "apps/cli/text_table.h"

namespace fovea::apps {

double roofline_share(const Step& step, double seconds, const MachineLimits& limits) {
  if (seconds <= 0) return 0;
  return std::max(step.flops / limits.flops_per_second,
                  static_cast<double>(step.bytes) / limits.bytes_per_second) /
         seconds;
}

std::string profile_table(const Plan& plan, std::vector<StepTime> times,
                          const MachineLimits& limits) {
  std::erase_if(times, [](const StepTime& time) { return time.seconds <= 0; });
  std::ranges::stable_sort(times, std::greater<>(), &StepTime::seconds);
  const auto step_of = [&](const StepTime& time) -> const Step& {
    return plan.steps.at(static_cast<size_t>(time.step));
  };
  Step whole;
  double total = 0;
  for (const StepTime& time : times) {
    total += time.seconds;
    whole.flops += step_of(time).flops;
    whole.bytes += step_of(time).bytes;
  }
  TextTable table({{"node", Align::left, 28},
                   {"kernel", Align::left, 22},
                   {"time", Align::right},
                   {"share", Align::right},
                   {"GFLOP/s", Align::right},
                   {"GB/s", Align::right},
                   {"roofline", Align::right}});
  const auto add = [&](const std::string& node, const Step& step, double seconds, double share) {
    const auto rate = [&](double amount) {
      return amount > 0 ? fmt::format("{:.1f}", amount / seconds / 1e9) : "";
    };
    table.add({node, step.kernel, duration(seconds), fmt::format("{:.1f} %", 100 * share),
               rate(step.flops), rate(static_cast<double>(step.bytes)),
               fmt::format("{:.0f} %", 100 * roofline_share(step, seconds, limits))});
  };
  for (const StepTime& time : times) {
    const Step& step = step_of(time);
    const size_t scope = step.node.starts_with("gradient/") ? 9 : 0;
    add(step.node.substr(scope), step, time.seconds, time.seconds / total);
  }
  if (total <= 0) return "no step took any time\n";
  table.rule();
  double least = 0;
  for (const StepTime& time : times) {
    least += time.seconds * roofline_share(step_of(time), time.seconds, limits);
  }
  table.add({"sum", "", duration(total), "", fmt::format("{:.1f}", whole.flops / total / 1e9),
             fmt::format("{:.1f}", static_cast<double>(whole.bytes) / total / 1e9),
             fmt::format("{:.0f} %", 100 * least / total)});
  return table.str() + fmt::format("roofline: the lesser of {} and the node's intensity times {}\n",
                                   si(limits.flops_per_second, "FLOP/s"),
                                   si(limits.bytes_per_second, "B/s"));
}

}  // namespace fovea::apps
