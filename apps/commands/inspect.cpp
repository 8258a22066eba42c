#include "apps/commands/inspect.h"

#include "apps/cli/json_line.h"
#include "apps/cli/text_table.h"
#include "apps/commands/backend.h"
#include "apps/commands/profile.h"
#include "apps/commands/summary.h"
#include "apps/pictures/open_model.h"
#include "fovea/core/terminal_text.h"
#include "fovea/graph/names.h"
#include "fovea/graph/passes/passes.h"
#include "fovea/plan/make_plan.h"
#include "fovea/runtime/session.h"
#include "framework/transfer/example_step.h"

namespace fovea::apps {

namespace {

std::string figure(double number) { return number > 0 ? si(number) : ""; }

std::string count(std::int64_t number) { return number ? grouped(number) : ""; }

void print_nodes(const Model& model, const ModelSummary& summary) {
  const auto images = static_cast<double>(summary.input.shape[0]);
  fmt::print("{}: {} parameters ({}), {} multiply-adds an image\n\n", terminal_text(model.name),
             grouped(summary.parameters), bytes(4 * summary.parameters),
             si(summary.multiply_adds / images));
  if (summary.auxiliary_parameters > 0) {
    fmt::print("and {} parameters of auxiliary classifiers, in training alone\n\n",
               grouped(summary.auxiliary_parameters));
  }
  TextTable table({{"node", Align::left, 30},
                   {"layer", Align::left, 22},
                   {"output", Align::left, 22},
                   {"parameters", Align::right},
                   {"FLOPs", Align::right}});
  table.add({summary.input_name, "(input)", summary.input.shape.str()});
  for (const NodeSummary& node : summary.nodes) {
    table.add({node.name, node.layer, node.output.shape.str(), count(node.parameters),
               figure(node.flops)});
  }
  table.rule();
  table.add({"total", "", bytes(summary.activation_bytes), grouped(summary.parameters),
             figure(summary.flops)});
  fmt::print("{}", table.str());
}

std::string place(const Step& step) {
  if (step.outputs.empty()) return "";
  const Slot& slot = step.outputs.front();
  switch (slot.region) {
    case Region::arena:
      return std::to_string(slot.offset);
    case Region::prologue:
      return fmt::format("{}*", slot.offset);
    case Region::variable:
      return "variable";
    default:
      return "";
  }
}

void print_plan(const Plan& plan, const InspectOptions& options) {
  size_t prologue = 0;
  for (const Step& step : plan.steps) prologue += step.prologue;
  fmt::print("\nplan of {} on {}, batch {}, {}\n", options.train ? "a training step" : "inference",
             options.backend, options.batch, options.precision);
  fmt::print("  steps   {}, {} of them prologue (*): rerun only when what they read changes\n",
             plan.steps.size(), prologue);
  fmt::print("  work    {}, {} read and written\n", si(plan.flops(), "FLOP"), bytes(plan.bytes()));
  fmt::print("  memory  {}: activations {} ({} without reuse),\n", bytes(plan.peak_bytes()),
             bytes(plan.arena_bytes), bytes(plan.unshared_bytes));
  fmt::print("          prologue {}, variables {}, constants {}\n\n", bytes(plan.prologue_bytes),
             bytes(plan.variable_bytes()), bytes(plan.constant_bytes()));
  TextTable table({{"#", Align::right},
                   {"node", Align::left, 24},
                   {"kernel", Align::left, 22},
                   {"output", Align::left, 16},
                   {"FLOPs", Align::right},
                   {"bytes", Align::right},
                   {"at byte", Align::right}});
  for (size_t i = 0; i < plan.steps.size(); ++i) {
    const Step& step = plan.steps[i];
    const size_t scope = step.node.starts_with("gradient/") ? 9 : 0;
    table.add({fmt::format("{}{}", i, step.prologue ? "*" : " "), step.node.substr(scope),
               step.kernel, step.outputs.empty() ? "" : step.outputs.front().type.shape.str(),
               figure(step.flops), si(static_cast<double>(step.bytes)), place(step)});
  }
  fmt::print("{}", table.str());
}

nlohmann::ordered_json json_of(const Shape& shape) {
  return std::vector<std::int64_t>(shape.dims().begin(), shape.dims().end());
}

void print_nodes_json(const Model& model, const ModelSummary& summary) {
  print_json({{"record", "model"},
              {"name", model.name},
              {"input", json_of(summary.input.shape)},
              {"parameters", summary.parameters},
              {"auxiliary_parameters", summary.auxiliary_parameters},
              {"multiply_adds", summary.multiply_adds},
              {"flops", summary.flops},
              {"activation_bytes", summary.activation_bytes}});
  for (const NodeSummary& node : summary.nodes) {
    print_json({{"record", "node"},
                {"name", node.name},
                {"layer", node.layer},
                {"output", json_of(node.output.shape)},
                {"dtype", name_of(node.output.dtype)},
                {"parameters", node.parameters},
                {"flops", node.flops}});
  }
}

const char* name_of_region(Region region) {
  switch (region) {
    case Region::arena:
      return "arena";
    case Region::prologue:
      return "prologue";
    case Region::input:
      return "input";
    case Region::variable:
      return "variable";
    case Region::constant:
      return "constant";
  }
  return "";
}

nlohmann::ordered_json json_of(std::span<const Slot> slots) {
  auto list = nlohmann::ordered_json::array();
  for (const Slot& slot : slots) {
    list.push_back({{"region", name_of_region(slot.region)},
                    {"buffer", slot.buffer},
                    {"offset", slot.offset},
                    {"shape", json_of(slot.type.shape)},
                    {"dtype", name_of(slot.type.dtype)}});
  }
  return list;
}

void print_plan_json(const Plan& plan) {
  print_json({{"record", "plan"},
              {"steps", plan.steps.size()},
              {"flops", plan.flops()},
              {"bytes", plan.bytes()},
              {"arena_bytes", plan.arena_bytes},
              {"unshared_bytes", plan.unshared_bytes},
              {"prologue_bytes", plan.prologue_bytes},
              {"variable_bytes", plan.variable_bytes()},
              {"constant_bytes", plan.constant_bytes()},
              {"peak_bytes", plan.peak_bytes()}});
  for (const Step& step : plan.steps) {
    print_json({{"record", "step"},
                {"node", step.node},
                {"kernel", step.kernel},
                {"prologue", step.prologue},
                {"flops", step.flops},
                {"bytes", step.bytes},
                {"inputs", json_of(step.inputs)},
                {"outputs", json_of(step.outputs)},
                {"scratch_bytes", step.scratch.type.bytes()},
                {"after", step.after}});
  }
}

void print_times_json(const Plan& plan, const std::vector<StepTime>& times,
                      const MachineLimits& limits) {
  print_json({{"record", "limits"},
              {"flops_per_second", limits.flops_per_second},
              {"bytes_per_second", limits.bytes_per_second}});
  for (const StepTime& time : times) {
    const Step& step = plan.steps.at(static_cast<size_t>(time.step));
    print_json({{"record", "time"},
                {"node", step.node},
                {"kernel", step.kernel},
                {"seconds", time.seconds},
                {"roofline_share", roofline_share(step, time.seconds, limits)}});
  }
}

void print_profile(Session& session, const ExampleStep& step, const Plan& plan,
                   const InspectOptions& options) {
  for (const auto& [name, value] : step.variables) session.state().write(name, value);
  const std::vector<StepTime> times = session.profile(names::run, step.feed);
  const MachineLimits limits = measure_limits(session.backend());
  if (options.json) return print_times_json(plan, times, limits);
  fmt::print("\n{} on {}, batch {}; medians of 7 runs\n{}",
             options.train ? "a training step" : "inference", device_text(session.backend().info()),
             options.batch, profile_table(plan, times, limits));
}

void print_nodes_and_plan(const Model& model, const ModelSummary& summary, const Plan& plan,
                          const InspectOptions& options) {
  if (options.json) {
    print_nodes_json(model, summary);
    print_plan_json(plan);
    return;
  }
  print_nodes(model, summary);
  if (options.plan || !options.profile) print_plan(plan, options);
}

}  // namespace

int inspect(const InspectOptions& options) {
  const models::ModelOptions model_options = {
      .image = image_option(options.model, options.image_size),
      .hidden = options.hidden,
      .activation = options.activation};
  const Model model = options.profile ? open_model(options.model, model_options)
                                      : open_model_layers(options.model, model_options);
  const ModelSummary summary = summarize(model, options.batch);
  if (!options.makes_plan()) {
    print_nodes(model, summary);
    return 0;
  }
  const auto backend = make_backend(options.backend, options.threads);
  const Precision precision = precision_named(options.precision);
  const auto optimizer = options.train ? make_optimizer(options.optimizer) : nullptr;
  if (options.profile) {
    ExampleStep step = options.train ? training_example(model, *optimizer, options.batch, precision)
                                     : inference_example(model, options.batch);
    std::map<std::string, TensorType> inputs;
    for (const auto& [name, tensor] : step.feed) inputs.emplace(name, tensor.type());
    Session session(*backend, std::move(step.graph), 0, precision);
    const Plan& plan = session.plan(names::run, inputs);
    print_nodes_and_plan(model, summary, plan, options);
    print_profile(session, step, plan, options);
    return 0;
  }
  expect_precision(*backend, precision);
  const auto graph =
      optimize(options.train ? *training_example_graph(model, *optimizer, options.batch, precision)
                             : *inference_example_graph(model, options.batch),
               *backend);
  print_nodes_and_plan(model, summary, make_plan(*graph, *backend, {.precision = precision}),
                       options);
  return 0;
}

}  // namespace fovea::apps
