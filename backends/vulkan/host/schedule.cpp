#include "backends/vulkan/host/schedule.h"

#include <algorithm>
#include <cmath>

#include "framework/plan/footprint.h"
#include "framework/runtime/reach.h"

namespace fovea::vulkan {
namespace {

size_t index(int i) { return static_cast<size_t>(i); }

// Adds parts along the axis with the most workgroups.
void add_parts(std::vector<Command>& commands, int number, const Work& work, double longest) {
  const size_t axis =
      static_cast<size_t>(std::ranges::max_element(work.groups) - work.groups.begin());
  const std::uint32_t size = work.groups[axis];
  const double pieces = std::clamp(std::ceil(work.cost / longest), 1.0, static_cast<double>(size));
  const std::uint32_t parts = static_cast<std::uint32_t>(pieces);
  for (std::uint32_t part = 0; part < parts; ++part) {
    const auto edge = [&](std::uint64_t i) { return static_cast<std::uint32_t>(i * size / parts); };
    Command command{number, {0, 0, 0}, work.groups, work.cost / parts};
    command.base[axis] = edge(part);
    command.count[axis] = edge(part + std::uint64_t{1}) - edge(part);
    commands.push_back(command);
  }
}

}  // namespace

std::vector<Command> schedule(const Plan& plan, std::span<const Work> works, bool prologue,
                              double longest) {
  // The depth at which a step is finished; each of its stages has a depth of its own.
  std::vector<int> finished(plan.steps.size(), -1);
  std::vector<std::vector<int>> depths;
  for (size_t w = 0; w < works.size(); ++w) {
    const Step& step = plan.steps[works[w].step];
    if (step.prologue != prologue) continue;
    int depth = finished[works[w].step] + 1;
    for (const int before : step.after) depth = std::max(depth, finished[index(before)] + 1);
    finished[works[w].step] = depth;
    if (depths.size() <= index(depth)) depths.resize(index(depth) + 1);
    depths[index(depth)].push_back(static_cast<int>(w));
  }
  std::vector<Command> commands;
  for (const std::vector<int>& depth : depths) {
    if (!commands.empty()) commands.push_back({});
    for (const int w : depth) add_parts(commands, w, works[index(w)], longest);
  }
  return commands;
}

std::vector<std::vector<Command>> cut(std::span<const Command> commands, double longest) {
  std::vector<std::vector<Command>> submissions;
  double cost = 0;
  for (const Command& command : commands) {
    if (submissions.empty() || (cost + command.cost > longest && !submissions.back().empty())) {
      submissions.emplace_back();
      cost = 0;
    }
    submissions.back().push_back(command);
    cost += command.cost;
  }
  return submissions;
}

std::vector<std::string> audit(const Plan& plan, std::span<const Work> works,
                               std::span<const Command> commands, bool prologue) {
  std::vector<std::string> faults;
  const std::vector<Footprint> prints = footprints(plan);
  const auto name = [&](int w) {
    const Step& step = plan.steps[works[index(w)].step];
    return fmt::format("({}, {}, stage {})", step.node, step.kernel, works[index(w)].stage);
  };
  std::vector<std::uint64_t> done(works.size());
  size_t since = 0;  // the first command after the last barrier
  std::vector<int> first_place(works.size(), -1);
  for (size_t j = 0; j < commands.size(); ++j) {
    const int w = commands[j].work;
    if (w < 0) {
      since = j + 1;
      continue;
    }
    const auto [x, y, z] = commands[j].count;
    done[index(w)] += std::uint64_t{x} * y * z;
    for (size_t i = since; i < j; ++i) {
      const int v = commands[i].work;
      const size_t a = works[index(v)].step, b = works[index(w)].step;
      if (v != w && (a == b || prints[a].conflicts(prints[b]))) {
        faults.push_back(
            fmt::format("commands {} {} and {} {} share memory without a barrier between them", i,
                        name(v), j, name(w)));
      }
    }
    if (first_place[index(w)] < 0) first_place[index(w)] = static_cast<int>(j);
  }
  for (size_t w = 0; w < works.size(); ++w) {
    const Step& step = plan.steps[works[w].step];
    if (step.prologue != prologue) continue;
    const auto [x, y, z] = works[w].groups;
    if (done[w] != std::uint64_t{x} * y * z) {
      faults.push_back(fmt::format("{} runs {} of {} workgroups", name(static_cast<int>(w)),
                                   done[w], std::uint64_t{x} * y * z));
    }
    // Conflicting steps keep the order of the plan, and stages keep theirs.
    for (size_t v = 0; v < w; ++v) {
      const size_t a = works[v].step, b = works[w].step;
      if (plan.steps[a].prologue == prologue && first_place[v] > first_place[w] &&
          (a == b || prints[a].conflicts(prints[b]))) {
        faults.push_back(
            fmt::format("{} runs before {}", name(static_cast<int>(w)), name(static_cast<int>(v))));
      }
    }
  }
  return faults;
}

}  // namespace fovea::vulkan
