#include "framework/plan/lower.h"
#include "framework/plan/store_halves.h"

#include <algorithm>
#include <set>

namespace fovea {

namespace {

class Lowering {
 public:
  Lowering(const Graph& graph, const Backend& backend, const PlanOptions& options)
      : graph_(graph), backend_(backend), options_(options) {}

  Lowered run() {
    result_.precision = options_.precision;
    buffer_of_.assign(static_cast<size_t>(graph_.value_count()), -1);
    bind_leaves();
    find_needed();
    for (size_t i = 0; i < graph_.nodes().size(); ++i) {
      if (needed_node_[i]) lower_node(graph_.nodes()[i]);
    }
    for (const auto& [name, id] : graph_.outputs()) {
      result_.buffer(buffer_of_[at(id)]).is_output = true;
      result_.outputs.emplace_back(name, buffer_of_[at(id)]);
    }
    for (const auto& [variable, next] : graph_.updates()) {
      result_.updates.emplace_back(buffer_of_[at(variable)], buffer_of_[at(next)]);
    }
    if (options_.precision == Precision::f16) store_halves(result_, backend_, options_.halves);
    if (options_.reuse == Reuse::none) keep_all();
    return std::move(result_);
  }

 private:
  static size_t at(int i) { return static_cast<size_t>(i); }

  void bind_leaves() {
    Plan& plan = result_.plan;
    for (int id = 0; id < graph_.value_count(); ++id) {
      const ValueInfo& info = graph_.info(id);
      if (info.kind == ValueKind::node) continue;
      buffer_of_[at(id)] = result_.new_buffer(info.type, info.name);
      Buffer& buffer = result_.buffer(buffer_of_[at(id)]);
      constexpr Region regions[] = {Region::arena, Region::input, Region::variable,
                                    Region::constant};
      buffer.slot = {regions[static_cast<int>(info.kind)], info.index, 0, buffer.type};
      buffer.placed = true;
      if (info.kind == ValueKind::input) plan.inputs.push_back({info.name, buffer.slot});
    }
    plan.variables.assign(graph_.variables().begin(), graph_.variables().end());
    plan.constants.assign(graph_.constants().begin(), graph_.constants().end());
    plan.written.resize(plan.variables.size());
    for (const auto& [variable, next] : graph_.updates()) {
      plan.written[at(graph_.info(variable).index)] = true;
    }
  }

  std::vector<TensorType> types_of(std::span<const int> ids) const {
    std::vector<TensorType> types;
    for (const int id : ids) types.push_back(graph_.info(id).type);
    return types;
  }

  // A node is needed if its contents reach an output or an update; an input whose shape alone is
  // used does not count.
  void find_needed() {
    std::vector<bool> read(at(graph_.value_count()));
    for (const auto& [name, id] : graph_.outputs()) read[at(id)] = true;
    for (const auto& [variable, next] : graph_.updates()) read[at(next)] = true;
    needed_node_.assign(graph_.nodes().size(), false);
    for (size_t i = graph_.nodes().size(); i-- > 0;) {
      const Node& node = graph_.nodes()[i];
      needed_node_[i] = std::ranges::any_of(node.outputs, [&](int id) { return read[at(id)]; });
      if (!needed_node_[i]) continue;
      for (size_t k = 0; k < node.inputs.size(); ++k) {
        if (node.layer->reads(static_cast<int>(k))) read[at(node.inputs[k])] = true;
      }
    }
  }

  static KernelCall lowered_call(const Node& node, Types inputs, Types outputs) {
    try {
      return node.layer->lower(inputs, outputs);
    } catch (const Error& error) {
      throw error.at(node.name);
    }
  }

  void lower_node(const Node& node) {
    const std::vector<TensorType> inputs = types_of(node.inputs), outputs = types_of(node.outputs);
    KernelCall call = lowered_call(node, inputs, outputs);
    LoweredStep lowered;
    lowered.step.kernel = std::move(call.kernel);
    lowered.step.params = std::move(call.params);
    lowered.step.flops = call.flops;
    lowered.step.node = node.name;
    for (size_t k = 0; k < node.inputs.size(); ++k) {
      if (node.layer->reads(static_cast<int>(k))) {
        lowered.inputs.push_back(buffer_of_[at(node.inputs[k])]);
      }
    }
    for (size_t k = 0; k < node.outputs.size(); ++k) {
      const int id = node.outputs[k];
      buffer_of_[at(id)] = result_.new_buffer(outputs[k], graph_.info(id).name);
      lowered.outputs.push_back(buffer_of_[at(id)]);
    }
    add_step(result_, backend_, std::move(lowered));
  }

  void keep_all() {
    std::set<std::string> names;
    for (const auto& [name, b] : result_.outputs) names.insert(name);
    for (size_t i = 0; i < result_.steps.size(); ++i) {
      result_.steps[i].in_place.clear();
      for (const int b : result_.steps[i].outputs) {
        Buffer& buffer = result_.buffer(b);
        if (buffer.is_output || buffer.name.ends_with("/packed")) continue;
        buffer.is_output = true;
        result_.outputs.emplace_back(
            names.contains(buffer.name) ? name_inside(buffer.name) : buffer.name, b);
      }
    }
  }

  const Graph& graph_;
  const Backend& backend_;
  PlanOptions options_;
  Lowered result_;
  std::vector<int> buffer_of_;  // of each value
  std::vector<bool> needed_node_;
};

// Whether it is fixed between updates: constants, variables that the plan does not write, and
// values computed only from these.
bool is_fixed(const Lowered& lowered, int number) {
  const Buffer& buffer = lowered.buffer(number);
  if (buffer.producer >= 0) {
    return lowered.steps[static_cast<size_t>(buffer.producer)].step.prologue;
  }
  if (buffer.slot.region == Region::constant) return true;
  return buffer.slot.region == Region::variable &&
         !lowered.plan.written[static_cast<size_t>(buffer.slot.buffer)];
}

void expect_support(const Support& support, const Backend& backend, const Step& step) {
  if (support.reason.empty()) return;
  throw Error("backend {} cannot run kernel {} on {}: {}", backend.info().backend, step.kernel,
              step.str(), support.reason)
      .at(step.node);
}

// The buffer that holds this packed form of `input`, made by an earlier step or one added here.
int packed(Lowered& lowered, const Backend& backend, int input, const Pack& pack,
           const std::string& node) {
  for (const int reader : lowered.buffer(input).readers) {
    const LoweredStep& other = lowered.steps[static_cast<size_t>(reader)];
    if (other.step.kernel == pack.kernel && other.step.params == pack.params &&
        other.inputs == std::vector<int>{input}) {
      return other.outputs[0];
    }
  }
  LoweredStep step;
  step.step.kernel = pack.kernel;
  step.step.params = pack.params;
  step.step.node = node;
  step.inputs = {input};
  const int output = lowered.new_buffer(pack.type, lowered.buffer(input).name + "/packed");
  step.outputs = {output};
  add_step(lowered, backend, std::move(step));
  return output;
}

void use_packs(Lowered& lowered, const Backend& backend, LoweredStep& added,
               const std::vector<Pack>& packs) {
  for (const Pack& pack : packs) {
    const size_t k = static_cast<size_t>(pack.input);
    added.inputs[k] = packed(lowered, backend, added.inputs[k], pack, added.step.node);
    added.step.inputs[k].type = pack.type;
  }
}

}  // namespace

int Lowered::new_buffer(TensorType type, std::string name) {
  Buffer buffer;
  buffer.type = type;
  buffer.name = std::move(name);
  buffers.push_back(std::move(buffer));
  return static_cast<int>(buffers.size()) - 1;
}

Support describe(LoweredStep& lowered_step, const Lowered& lowered, const Backend& backend) {
  Step& step = lowered_step.step;
  step.inputs.clear();
  step.outputs.clear();
  step.bytes = 0;
  for (const int b : lowered_step.inputs) step.inputs.push_back({.type = lowered.buffer(b).type});
  for (const int b : lowered_step.outputs) step.outputs.push_back({.type = lowered.buffer(b).type});
  for (const auto* slots : {&step.inputs, &step.outputs}) {
    for (const Slot& slot : *slots) step.bytes += slot.type.bytes();
  }
  return backend.query(step);
}

void add_step(Lowered& lowered, const Backend& backend, LoweredStep added) {
  Support support = describe(added, lowered, backend);
  Step& step = added.step;
  expect_support(support, backend, step);
  if (support.instead && lowered.precision == Precision::f32) {
    step.kernel = support.instead->kernel;
    step.params = support.instead->params;
    use_packs(lowered, backend, added, support.instead->packs);
    support = backend.query(step);
    expect_support(support, backend, step);
  }
  use_packs(lowered, backend, added, support.packs);
  added.in_place = support.in_place;
  added.scratch_bytes = support.scratch_bytes;
  added.half_inputs = support.half_inputs;
  added.half_outputs = support.half_outputs;
  step.prologue = std::ranges::all_of(added.inputs, [&](int b) { return is_fixed(lowered, b); });
  const int index = static_cast<int>(lowered.steps.size());
  for (const int b : added.inputs) lowered.buffer(b).readers.push_back(index);
  for (const int b : added.outputs) lowered.buffer(b).producer = index;
  lowered.steps.push_back(std::move(added));
}

Lowered lower(const Graph& graph, const Backend& backend, const PlanOptions& options) {
  expect_precision(backend, options.precision);
  return Lowering(graph, backend, options).run();
}

}  // namespace fovea
