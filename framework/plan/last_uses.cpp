#include "framework/plan/last_uses.h"

#include <algorithm>
#include <functional>
#include <iterator>

#include "framework/plan/footprint.h"
#include "framework/runtime/reach.h"

namespace fovea {

namespace {

std::int64_t end_of(const Slot& slot) { return slot.offset + slot.type.bytes(); }

}  // namespace

// The first piece that starts at this byte or after it; a piece that holds the byte is cut there.
LastUses::Uses::iterator LastUses::split(Uses& uses, std::int64_t at) {
  const auto next = uses.lower_bound(at);
  if (next == uses.begin()) return next;
  const auto before = std::prev(next);
  if (before->second.end <= at) return next;
  const auto cut = uses.emplace_hint(next, at, before->second);
  before->second.end = at;
  return cut;
}

void LastUses::read(int number, const Slot& slot) {
  if (slot.type.bytes() == 0) return;
  Uses& uses = uses_of(slot);
  auto piece = split(uses, slot.offset);
  split(uses, end_of(slot));
  for (std::int64_t at = slot.offset; at < end_of(slot);) {
    if (piece == uses.end() || piece->first > at) {  // bytes that no step has used yet
      const std::int64_t end =
          piece == uses.end() ? end_of(slot) : std::min(piece->first, end_of(slot));
      piece = uses.emplace_hint(piece, at, Use{end, -1, {}});
    }
    std::vector<int>& readers = piece->second.readers;
    if (readers.empty() || readers.back() != number) readers.push_back(number);
    at = piece->second.end;
    ++piece;
  }
}

void LastUses::write(int number, const Slot& slot) {
  if (slot.type.bytes() == 0) return;
  Uses& uses = uses_of(slot);
  const auto from = split(uses, slot.offset);
  const auto to = split(uses, end_of(slot));
  uses.erase(from, to);
  uses.emplace(slot.offset, Use{end_of(slot), number, {}});
}

std::vector<int> LastUses::conflicts(const Step& step) {
  std::vector<int> steps;
  const auto look = [&](const Slot& slot, bool writes) {
    Uses& uses = uses_of(slot);
    auto piece = uses.upper_bound(slot.offset);
    if (piece != uses.begin() && std::prev(piece)->second.end > slot.offset) --piece;
    for (; piece != uses.end() && piece->first < end_of(slot); ++piece) {
      const Use& use = piece->second;
      if (use.writer >= 0) steps.push_back(use.writer);
      if (writes) steps.insert(steps.end(), use.readers.begin(), use.readers.end());
    }
  };
  const Footprint print(step);
  for (const Slot* slot : print.writes) look(*slot, true);
  for (const Slot& slot : step.inputs) look(slot, false);
  std::ranges::sort(steps, std::greater<>());
  steps.erase(std::unique(steps.begin(), steps.end()), steps.end());
  return steps;
}

void LastUses::note(int number, const Step& step) {
  const Footprint print(step);
  for (const Slot& slot : step.inputs) read(number, slot);
  for (const Slot* slot : print.writes) write(number, *slot);
}

void order_steps(Plan& plan) {
  constexpr size_t window = 1 << 12;
  LastUses uses;
  Reach reach(plan.steps.size(), window);
  for (size_t j = 0; j < plan.steps.size(); ++j) {
    Step& step = plan.steps[j];
    for (const int i : uses.conflicts(step)) {
      if (reach.before(static_cast<size_t>(i), j)) continue;
      step.after.push_back(i);
      reach.add_edge(static_cast<size_t>(i), j);
    }
    uses.note(static_cast<int>(j), step);
  }
}

}  // namespace fovea
