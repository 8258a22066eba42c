// Storage as halves, Precision::f16: an activation becomes f16 when its producer can write halves
// and all its readers can read them. If a step cannot run with this combination after all
// (for example because its kernel failed its self-check), it runs in f32, and its neighbours
// choose again.
#include "framework/plan/store_halves.h"

#include <algorithm>

namespace fovea {

namespace {

// Whether the mask has the bit of every place where `numbers` names the buffer.
bool allows(std::uint32_t mask, const std::vector<int>& numbers, int buffer) {
  for (size_t k = 0; k < numbers.size(); ++k) {
    if (numbers[k] == buffer && (k >= 32 || (mask >> k & 1) == 0)) return false;
  }
  return true;
}

class Halves {
 public:
  Halves(Lowered& lowered, const Backend& backend, const std::set<std::string>& names)
      : l_(lowered), backend_(backend), names_(names) {}

  void run() {
    while (!try_all()) {
    }
    for (Buffer& buffer : l_.buffers) {
      if (buffer.slot.region != Region::input || buffer.type == buffer.slot.type) continue;
      buffer.slot.type = buffer.type;
      l_.plan.inputs[static_cast<size_t>(buffer.slot.buffer)].slot.type = buffer.type;
    }
  }

 private:
  const LoweredStep& step(int number) const { return l_.steps[static_cast<size_t>(number)]; }

  bool is_named_output(int number) const {
    return std::ranges::any_of(l_.outputs, [&](const auto& output) {
      return output.second == number && names_.contains(output.first);
    });
  }

  bool may_be_half(int number) const {
    const Buffer& buffer = l_.buffer(number);
    const auto is_next = [&](const auto& update) { return update.second == number; };
    if (buffer.type.dtype != DType::f32 || std::ranges::any_of(l_.updates, is_next)) return false;
    if (buffer.is_output && !is_named_output(number)) return false;
    if (buffer.placed) {
      if (buffer.slot.region != Region::input || !names_.contains(buffer.name)) return false;
    } else if (buffer.producer < 0 || step(buffer.producer).step.prologue ||
               !allows(step(buffer.producer).half_outputs, step(buffer.producer).outputs, number)) {
      return false;
    }
    return std::ranges::all_of(buffer.readers, [&](int reader) {
      return allows(step(reader).half_inputs, step(reader).inputs, number);
    });
  }

  bool touches_halves(const LoweredStep& step) const {
    const auto is_half = [&](int b) { return l_.buffer(b).type.dtype == DType::f16; };
    return std::ranges::any_of(step.inputs, is_half) || std::ranges::any_of(step.outputs, is_half);
  }

  // Whether the backend can run the step on the types that its buffers have now.
  bool ask(LoweredStep& step) const {
    const Support support = describe(step, l_, backend_);
    step.in_place = support.in_place;
    step.scratch_bytes = support.scratch_bytes;
    return support.reason.empty();
  }

  bool try_all() {
    std::vector<int> halves;
    for (int b = 0; b < static_cast<int>(l_.buffers.size()); ++b) {
      if (may_be_half(b)) halves.push_back(b);
    }
    for (const int b : halves) l_.buffer(b).type.dtype = DType::f16;
    std::vector<LoweredStep*> touched, refused;
    for (LoweredStep& step : l_.steps) {
      if (touches_halves(step)) touched.push_back(&step);
    }
    for (LoweredStep* step : touched) {
      if (!ask(*step)) refused.push_back(step);
    }
    if (refused.empty()) return true;
    for (LoweredStep* step : refused) step->half_inputs = step->half_outputs = 0;
    for (const int b : halves) l_.buffer(b).type.dtype = DType::f32;
    for (LoweredStep* step : touched) ask(*step);
    return false;
  }

  Lowered& l_;
  const Backend& backend_;
  const std::set<std::string>& names_;
};

}  // namespace

void store_halves(Lowered& lowered, const Backend& backend, const std::set<std::string>& names) {
  Halves(lowered, backend, names).run();
}

}  // namespace fovea
