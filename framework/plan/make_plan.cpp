// The second half of planning: finds a place for every buffer, and which steps must wait for which.
// Placement is greedy by size over the lifetimes in step order (Pisarchyk and Lee, "Efficient
// Memory Management for Deep Neural Net Inference", 2020, "greedy by size"); steps that only
// reuse memory get an edge, so that any order that keeps the edges stays right.
#include "fovea/plan/make_plan.h"

#include <algorithm>
#include <numeric>
#include <set>

#include "fovea/kernels/elementwise.h"
#include "framework/core/to_uint.h"
#include "framework/plan/arena_occupancy.h"
#include "framework/plan/last_uses.h"
#include "framework/plan/lower.h"

namespace fovea {

namespace {

constexpr std::int64_t alignment = 64;

std::int64_t padded(std::int64_t bytes) { return (bytes + alignment - 1) / alignment * alignment; }

class Placement {
 public:
  Placement(Lowered lowered, const Backend& backend)
      : l_(std::move(lowered)), backend_(backend), block_bytes_(backend.block_bytes()) {}

  Plan run() {
    place_updates();
    prologue_first();
    share_in_place();
    place_prologue();
    place_arena();
    bind();
    order_steps(l_.plan);
    return std::move(l_.plan);
  }

 private:
  struct Span {  // memory in use from step `first` to step `last`, both included
    int first, last;
    std::int64_t bytes, offset = 0;
  };
  static size_t at(int i) { return static_cast<size_t>(i); }
  int step_count() const { return static_cast<int>(l_.steps.size()); }

  void copy(int from, int to) {
    LoweredStep step;
    step.step.kernel = "identity";
    step.step.params = ElementwiseParams{to_uint(l_.buffer(to).type.bytes()), 0, 0};
    step.step.node = l_.buffer(to).name;
    step.inputs = {from};
    step.outputs = {to};
    add_step(l_, backend_, std::move(step));
    l_.steps.back().step.prologue = false;
    l_.steps.back().in_place.clear();
  }

  // The next value of a variable is computed in the variable's own memory if nobody needs the old
  // value later; else it is copied there after all readers.
  void place_updates() {
    std::vector<std::pair<int, int>> copies;
    std::set<int> nexts;
    for (const auto& [variable, next] : l_.updates) nexts.insert(next);
    for (const auto& [variable, next] : l_.updates) {
      Buffer& target = l_.buffer(next);
      if (target.producer >= 0 && !target.placed && can_overwrite(variable, next, nexts)) {
        target.slot = l_.buffer(variable).slot;
        target.placed = true;
      } else if (next != variable) {
        copies.emplace_back(variable, next);
      }
    }
    for (auto& [variable, next] : copies) {  // saved first: variables may swap values
      if (l_.buffer(next).producer >= 0) continue;
      const int held = l_.new_buffer(l_.buffer(next).type, l_.buffer(next).name + "/held");
      copy(next, held);
      next = held;
    }
    for (const auto& [variable, next] : copies) {
      const int written = l_.new_buffer(l_.buffer(next).type, l_.buffer(variable).name);
      l_.buffer(written).slot = l_.buffer(variable).slot;
      l_.buffer(written).placed = true;
      copy(next, written);
    }
  }

  bool can_overwrite(int variable, int next, const std::set<int>& nexts) const {
    const Buffer& old = l_.buffer(variable);
    const int producer = l_.buffer(next).producer;
    const LoweredStep& step = l_.steps[at(producer)];
    if (step.step.prologue || old.is_output) return false;
    // Another variable takes this one's old value: it will read it at the end.
    if (nexts.contains(variable)) return false;
    for (const int reader : old.readers) {
      if (reader > producer) return false;
      if (reader < producer) continue;
      const bool allowed = std::ranges::any_of(step.in_place, [&](const auto& pair) {
        return step.outputs[at(pair.first)] == next && step.inputs[at(pair.second)] == variable;
      });
      if (!allowed || std::ranges::count(step.inputs, variable) > 1) return false;
    }
    return true;
  }

  void prologue_first() {
    std::vector<int> order(l_.steps.size()), position(l_.steps.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_partition(order.begin(), order.end(),
                          [&](int i) { return l_.steps[at(i)].step.prologue; });
    std::vector<LoweredStep> steps;
    for (size_t i = 0; i < order.size(); ++i) {
      position[at(order[i])] = static_cast<int>(i);
      steps.push_back(std::move(l_.steps[at(order[i])]));
    }
    l_.steps = std::move(steps);
    for (Buffer& buffer : l_.buffers) {
      if (buffer.producer >= 0) buffer.producer = position[at(buffer.producer)];
      for (int& reader : buffer.readers) reader = position[at(reader)];
      std::ranges::sort(buffer.readers);
    }
  }

  bool in_arena(const Buffer& buffer) const {
    return !buffer.placed && buffer.producer >= 0 && !l_.steps[at(buffer.producer)].step.prologue;
  }
  int last_use(const Buffer& buffer) const {
    if (buffer.is_output) return step_count();
    return buffer.readers.empty() ? buffer.producer : buffer.readers.back();
  }

  // An output may use the memory of an input that is not needed after the step.
  void share_in_place() {
    span_of_.assign(l_.buffers.size(), -1);
    for (int i = 0; i < step_count(); ++i) {
      const LoweredStep& step = l_.steps[at(i)];
      for (const int b : step.outputs) {
        const Buffer& buffer = l_.buffer(b);
        if (!in_arena(buffer)) continue;
        int span = -1;
        for (const auto& [output, input] : step.in_place) {
          if (step.outputs[at(output)] != b) continue;
          const int from = step.inputs[at(input)];
          const Buffer& old = l_.buffer(from);
          if (in_arena(old) && last_use(old) == i && old.type.dtype == buffer.type.dtype &&
              old.type.bytes() == buffer.type.bytes() &&
              std::ranges::count(step.inputs, from) == 1 &&
              spans_[at(span_of_[at(from)])].last == i) {
            span = span_of_[at(from)];
          }
        }
        if (span < 0) {
          span = static_cast<int>(spans_.size());
          spans_.push_back({i, i, padded(buffer.type.bytes())});
        }
        spans_[at(span)].last = last_use(buffer);
        span_of_[at(b)] = span;
        l_.plan.unshared_bytes += padded(buffer.type.bytes());
      }
    }
    for (int i = 0; i < step_count(); ++i) {
      const std::int64_t bytes = l_.steps[at(i)].scratch_bytes;
      scratch_span_.push_back(bytes ? static_cast<int>(spans_.size()) : -1);
      if (bytes) spans_.push_back({i, i, padded(bytes)});
      l_.plan.unshared_bytes += padded(bytes);
    }
  }

  // The first place from `offset` on where `bytes` bytes are inside one block.
  std::int64_t fit(std::int64_t offset, std::int64_t bytes) const {
    if (bytes > block_bytes_) {
      throw Error("a tensor of {} bytes is more than the {} bytes that backend {} can allocate",
                  bytes, block_bytes_, backend_.info().backend);
    }
    const bool across = offset / block_bytes_ != (offset + bytes - 1) / block_bytes_;
    return bytes > 0 && across ? (offset / block_bytes_ + 1) * block_bytes_ : offset;
  }

  void place_prologue() {
    for (Buffer& buffer : l_.buffers) {
      if (buffer.placed || buffer.producer < 0 || in_arena(buffer)) continue;
      const std::int64_t bytes = padded(buffer.type.bytes());
      const std::int64_t offset = fit(l_.plan.prologue_bytes, bytes);
      buffer.slot = {Region::prologue, 0, offset, buffer.type};
      buffer.placed = true;
      l_.plan.prologue_bytes = offset + bytes;
    }
  }

  void place_arena() {
    std::vector<size_t> order(spans_.size());
    std::iota(order.begin(), order.end(), size_t{0});
    std::ranges::stable_sort(order, std::greater<>(), [&](size_t i) { return spans_[i].bytes; });
    ArenaOccupancy occupancy(step_count() + 1);
    for (const size_t i : order) {
      Span& span = spans_[i];
      const auto behind = [&](std::int64_t offset) {
        return occupancy.end_of_conflict(span.first, span.last, offset, span.bytes);
      };
      span.offset = fit(0, span.bytes);
      for (std::int64_t end; (end = behind(span.offset)) > span.offset;) {
        span.offset = fit(end, span.bytes);
      }
      occupancy.take(span.first, span.last, span.offset, span.bytes);
      l_.plan.arena_bytes = std::max(l_.plan.arena_bytes, span.offset + span.bytes);
    }
  }

  void bind() {
    for (size_t b = 0; b < l_.buffers.size(); ++b) {
      Buffer& buffer = l_.buffers[b];
      if (buffer.placed || span_of_[b] < 0) continue;
      buffer.slot = {Region::arena, 0, spans_[at(span_of_[b])].offset, buffer.type};
    }
    for (int i = 0; i < step_count(); ++i) {
      LoweredStep& lowered = l_.steps[at(i)];
      Step& step = lowered.step;
      for (size_t k = 0; k < step.inputs.size(); ++k) {
        step.inputs[k] = l_.buffer(lowered.inputs[k]).slot;
      }
      for (size_t k = 0; k < step.outputs.size(); ++k) {
        step.outputs[k] = l_.buffer(lowered.outputs[k]).slot;
      }
      const TensorType bytes{Shape{lowered.scratch_bytes}, DType::u8};
      const int span = scratch_span_[at(i)];
      step.scratch = {Region::arena, 0, span < 0 ? 0 : spans_[at(span)].offset, bytes};
      l_.plan.steps.push_back(std::move(step));
    }
    for (const auto& [name, b] : l_.outputs) l_.plan.outputs.push_back({name, l_.buffer(b).slot});
  }

  Lowered l_;
  const Backend& backend_;
  std::int64_t block_bytes_;
  std::vector<Span> spans_;
  std::vector<int> span_of_;       // of each buffer; -1 outside the arena
  std::vector<int> scratch_span_;  // of each step; -1 without scratch
};

}  // namespace

Plan make_plan(const Graph& graph, const Backend& backend, const PlanOptions& options) {
  return Placement(lower(graph, backend, options), backend).run();
}

}  // namespace fovea
