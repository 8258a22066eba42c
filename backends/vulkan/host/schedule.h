// The order in which a plan's dispatches are recorded, and the places of barriers. Steps are
// ordered by their depth in the plan's edges, with a barrier between two depths, so only
// independent steps overlap. This file knows nothing about Vulkan.
#pragma once

#include <array>
#include <span>
#include <string>
#include <vector>

#include "fovea/plan/plan.h"

namespace fovea::vulkan {

/// A stage of a step: one shader over a number of workgroups.
struct Work {
  size_t step = 0;
  int stage = 0;  // stages of a step run one after another
  std::array<std::uint32_t, 3> groups = {1, 1, 1};
  double cost = 0;  // predicted seconds on the device
};

/// A part of a work, or a barrier (work < 0).
struct Command {
  int work = -1;
  std::array<std::uint32_t, 3> base = {0, 0, 0}, count = {0, 0, 0};
  double cost = 0;
};

/// The commands for the works of the prologue, or for all others. A work that would run longer than
/// `longest` seconds is cut into parts.
std::vector<Command> schedule(const Plan& plan, std::span<const Work> works, bool prologue,
                              double longest);

/// The same commands in submissions that are predicted to take at most `longest` seconds each.
std::vector<std::vector<Command>> cut(std::span<const Command> commands, double longest);

/// Finds every conflict between two dispatches from the slots, and checks that there is a
/// recorded barrier between them, and that every workgroup runs once. Returns one line per fault.
std::vector<std::string> audit(const Plan& plan, std::span<const Work> works,
                               std::span<const Command> commands, bool prologue);

}  // namespace fovea::vulkan
