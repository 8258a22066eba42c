#include "fovea/objectives/objective.h"

#include <algorithm>

#include "fovea/core/terminal_text.h"
#include "fovea/graph/names.h"
#include "fovea/graph/passes/in_mode.h"
#include "fovea/optim/minimize.h"
#include "framework/objectives/classifier_graph.h"

namespace fovea {

namespace {

// Whether the node reads variables and all of them are frozen.
bool all_frozen(const Graph& graph, const Node& node, const std::set<std::string>& frozen) {
  bool any = false;
  for (const int id : node.inputs) {
    const ValueInfo& info = graph.info(id);
    if (info.kind != ValueKind::variable) continue;
    if (!frozen.contains(info.name)) return false;
    any = true;
  }
  return any;
}

class MeanJudge : public Judge {
 public:
  explicit MeanJudge(std::vector<Metric> metrics)
      : metrics_(std::move(metrics)), sums_(metrics_.size()) {}

  void add(const Feed& batch, const std::map<std::string, Tensor>& results) override {
    examples_ += batch.begin()->second.shape()[0];
    for (size_t i = 0; i < metrics_.size(); ++i) {
      const auto output = results.find(metrics_[i].name);
      if (output == results.end()) {
        throw Error("the evaluation has no output '{}', which is a metric", metrics_[i].name);
      }
      if (output->second.dtype() == DType::i32) {
        sums_[i] += output->second.item<std::int32_t>();
      } else {
        for (const float value : output->second.as<float>()) sums_[i] += double{value};
      }
    }
  }

  Evaluation finish() override {
    Evaluation evaluation;
    for (size_t i = 0; i < metrics_.size(); ++i) {
      evaluation.values.add(metrics_[i].name,
                            examples_ ? sums_[i] / static_cast<double>(examples_) : 0);
    }
    return evaluation;
  }

 private:
  std::vector<Metric> metrics_;
  std::vector<double> sums_;
  std::int64_t examples_ = 0;
};

// What the trainer relies on.
void expect_complete(const Objective& objective) {
  if (objective.steps.empty() || objective.metrics.empty() || !objective.evaluation) {
    throw Error("objective '{}' lacks a training step, a metric or its evaluation", objective.name);
  }
  // The names of a checkpoint's own fields.
  static const std::set<std::string> checkpoint_fields = {"format",  "epoch", "batch",
                                                          "seconds", "seen",  "skipped"};
  for (const Metric& metric : objective.metrics) {
    if (!checkpoint_fields.contains(metric.output) && !metric.output.ends_with("_sum") &&
        metric.output.find('.') == std::string::npos) {
      continue;
    }
    throw Error("objective '{}' cannot have an output '{}'", objective.name, metric.output);
  }
}

}  // namespace

GraphBuilder::GraphBuilder(Graph& graph, const Parts& parts, Settings settings)
    : graph_(graph), parts_(parts), settings_(std::move(settings)) {}

Value GraphBuilder::input(const std::string& field, const TensorType& example) {
  for (const int id : graph_.inputs()) {
    if (graph_.info(id).name == field) return graph_.value(id);
  }
  std::vector<std::int64_t> extents{settings_.batch};
  extents.insert(extents.end(), example.shape.dims().begin(), example.shape.dims().end());
  return graph_.input(field, {Shape(std::span<const std::int64_t>(extents)), example.dtype});
}

Value GraphBuilder::image(const std::string& part) {
  Value& image = images_[part];
  if (!image) {
    image = normalized_image(*parts_.at(part), graph_, settings_.batch,
                             variable_of(parts_, part, "normalized"));
  }
  return image;
}

Rewriter GraphBuilder::apply(const std::string& part, std::span<const Value> inputs) {
  const Model& model = *parts_.at(part);
  const Graph& source = *model.graph;
  if (source.outputs().empty()) throw Error("model '{}' has no output", model.title());
  if (source.inputs().size() != inputs.size()) {
    throw Error("model '{}' takes {} inputs, not {}", model.title(), source.inputs().size(),
                inputs.size());
  }
  Rewriter rewriter(source, graph_);
  for (size_t i = 0; i < inputs.size(); ++i) rewriter.map(source.inputs()[i], inputs[i]);
  const std::string prefix = parts_.size() > 1 ? part + "/" : "";
  for (size_t i = 0; i < source.variables().size(); ++i) {
    Variable variable = source.variables()[i];
    const bool is_frozen = settings_.frozen.contains(prefix + variable.name);
    if (settings_.weights == Weights::current && !is_frozen && prefix.empty()) continue;
    variable.name = prefix + variable.name;
    if (settings_.weights == Weights::averaged) variable.name = average_of(variable.name);
    if (is_frozen) variable.role = Role::statistic;
    rewriter.map(source.variable_values()[i], graph_.variable(variable));
  }
  std::set<std::string> frozen;
  for (const Variable& variable : source.variables()) {
    if (settings_.frozen.contains(prefix + variable.name)) frozen.insert(variable.name);
  }
  const auto mode_of = [&](const Node& node) {
    return all_frozen(source, node, frozen) ? Mode::inference : settings_.mode;
  };
  rebuild_in_mode(source, mode_of, rewriter);
  return rewriter;
}

std::unique_ptr<Judge> mean_judge(std::vector<Metric> metrics) {
  return std::make_unique<MeanJudge>(std::move(metrics));
}

std::unique_ptr<Judge> Objective::make_judge() const {
  return judge ? judge() : mean_judge(metrics);
}

std::string variable_of(const Parts& parts, const std::string& part, const std::string& variable) {
  return parts.size() > 1 ? part + "/" + variable : variable;
}

namespace objectives {

void register_all(ObjectiveTable& table);

const ObjectiveTable& table() {
  static const ObjectiveTable objectives = [] {
    ObjectiveTable all;
    register_all(all);
    return all;
  }();
  return objectives;
}

namespace {

void expect_parts(const ObjectiveEntry& entry, const std::string& name, const Parts& parts) {
  if (std::ranges::equal(entry.parts, parts, {}, {}, [](const auto& part) { return part.first; })) {
    return;
  }
  std::vector<std::string> named;
  for (const auto& [part, model] : parts) named.push_back(part);
  if (entry.parts.size() == 1) {
    throw Error("objective '{}' trains one model, not {}", name, listed(named));
  }
  std::string example;
  for (const std::string& part : entry.parts) example += " " + part + "=MODEL";
  throw Error("objective '{}' trains {} models: {}", name, entry.parts.size(), listed(entry.parts))
      .hint("name a model for each:" + example);
}

}  // namespace

Objective make(const std::string& spec, const Parts& parts) {
  const std::string& own = parts.begin()->second->objective;
  const std::string text = spec.empty() || spec.front() == ':' ? own + spec : spec;
  Spec settings("objective", text);
  const auto entry = table().find(settings.name());
  if (entry == table().end()) {
    std::vector<std::string> known;
    for (const auto& [name, ignored] : table()) known.push_back(name);
    throw settings.unknown_name(known);
  }
  expect_parts(entry->second, entry->first, parts);
  Objective objective = entry->second.make(settings, parts);
  settings.done();
  objective.name = entry->first;
  objective.parts = parts;
  expect_complete(objective);
  if (objective.name != Model().objective) objective.identity["objective"] = objective.name;
  return objective;
}

Objective make(const std::string& spec, const Model& model) {
  return make(spec, Parts{{only_part, &model}});
}

}  // namespace objectives

}  // namespace fovea
