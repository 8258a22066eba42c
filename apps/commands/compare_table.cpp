#include "apps/commands/compare_table.h"

#include <algorithm>

#include "apps/cli/json_line.h"
#include "apps/cli/text_table.h"

namespace fovea::apps {

namespace {

int exit_code(std::span<const Comparison> comparisons) {
  return std::ranges::all_of(comparisons, &Comparison::passed) ? 0 : 1;
}

std::string error(double value) { return value == 0 ? "0" : fmt::format("{:.1e}", value); }

std::string verdict(const Comparison& comparison) {
  const auto failed = std::ranges::count_if(
      comparison.nodes, [](const NodeComparison& node) { return !node.passed(); });
  std::string text;
  if (const NodeComparison* first = comparison.departure()) {
    text = fmt::format("FAIL: {} of {} nodes; the first is {} (kernel {}), {}", failed,
                       comparison.nodes.size(), first->node, first->kernel, first->fault);
  } else {
    text = fmt::format("{}: {} nodes agree with the reference",
                       comparison.passed() ? "pass" : "FAIL", comparison.nodes.size());
  }
  if (!comparison.plan_fault.empty()) text += "; " + comparison.plan_fault;
  return text;
}

void print(const Comparison& comparison) {
  TextTable table({{"node", Align::left, 30},
                   {"kernel", Align::left, 21},
                   {"absolute", Align::right},
                   {"relative", Align::right},
                   {"allowed", Align::right},
                   {"chained", Align::right},
                   {"", Align::left}});
  for (const NodeComparison& node : comparison.nodes) {
    const size_t scope = node.node.starts_with("gradient/") ? 9 : 0;
    table.add({node.node.substr(scope), node.kernel, error(node.absolute), error(node.relative),
               error(node.allowed), error(node.chained), node.passed() ? "pass" : "FAIL"});
  }
  fmt::print("{} ({})\n{}\n{}\n\n", comparison.device.backend, comparison.device.name, table.str(),
             verdict(comparison));
}

}  // namespace

int print_comparisons(const std::string& step, std::span<const Comparison> comparisons) {
  if (!step.empty()) fmt::print("step '{}'\n", step);
  for (const Comparison& comparison : comparisons) print(comparison);
  return exit_code(comparisons);
}

int print_comparisons_json(const std::string& step, std::span<const Comparison> comparisons) {
  const auto print_record = [&](nlohmann::ordered_json record) {
    if (!step.empty()) record["step"] = step;
    print_json(record);
  };
  for (const Comparison& comparison : comparisons) {
    const std::string& backend = comparison.device.backend;
    print_record({{"record", "backend"}, {"backend", backend}, {"device", comparison.device.name}});
    for (const NodeComparison& node : comparison.nodes) {
      print_record({{"record", "node"},
                    {"backend", backend},
                    {"node", node.node},
                    {"kernel", node.kernel},
                    {"absolute", node.absolute},
                    {"relative", node.relative},
                    {"allowed", node.allowed},
                    {"chained", node.chained},
                    {"passed", node.passed()},
                    {"fault", node.fault}});
    }
    const NodeComparison* first = comparison.departure();
    print_record({{"record", "verdict"},
                  {"backend", backend},
                  {"nodes", comparison.nodes.size()},
                  {"passed", comparison.passed()},
                  {"first_departure", first ? first->node : ""},
                  {"plan_fault", comparison.plan_fault}});
  }
  return exit_code(comparisons);
}

}  // namespace fovea::apps
