#include "apps/pictures/simplify.h"

#include <algorithm>

#include "fovea/graph/names.h"
#include "fovea/graph/passes/passes.h"
#include "fovea/graph/rewriter.h"
#include "fovea/layers/conv2d.h"
#include "fovea/layers/dense.h"
#include "fovea/reference/reference.h"
#include "fovea/runtime/session.h"

namespace fovea::apps {

namespace {

bool is_leaf(const Graph& graph, int value) {
  const ValueKind kind = graph.info(value).kind;
  return kind == ValueKind::variable || kind == ValueKind::constant;
}

// Nodes that read only variables and constants become variables themselves.
void settle(Model& model) {
  const Graph& graph = *model.graph;
  std::vector<bool> known(static_cast<size_t>(graph.value_count()));
  for (int id = 0; id < graph.value_count(); ++id) {
    known[static_cast<size_t>(id)] = is_leaf(graph, id);
  }
  auto part = std::make_unique<Graph>();
  Rewriter computed(graph, *part), rest(graph);
  std::vector<int> settled;
  for (const Node& node : graph.nodes()) {
    const bool all = !node.inputs.empty() && std::ranges::all_of(node.inputs, [&](int id) {
      return known[static_cast<size_t>(id)];
    });
    if (!all) continue;
    computed.copy(node, node.layer);
    for (const int id : node.outputs) {
      known[static_cast<size_t>(id)] = true;
      settled.push_back(id);
      part->output(graph.info(id).name, computed(id));
    }
  }
  if (settled.empty()) return;
  std::map<std::string, Tensor> weights;
  for (const Variable& variable : part->variables()) {
    weights[variable.name] = model.weights.at(variable.name);
  }
  reference::ReferenceBackend backend;
  Session session(backend, std::move(part));
  session.restore(weights);
  for (const auto& [name, value] : session.run(names::run, {})) model.weights[name] = value;
  for (const int id : settled) {
    const ValueInfo& info = graph.info(id);
    rest.map(id, rest.target().variable({info.name, info.type, Initializer::zeros()}));
  }
  for (const Node& node : graph.nodes()) {
    if (!rest.mapped(node.outputs[0])) rest.copy(node, node.layer);
  }
  model.graph = rest.finish();
}

/// y = x * scale + shift right after a convolution or dense layer that no other node reads.
struct Fold {
  const Node* producer;
  int scale, shift;
};

class ScaleShiftFolding {
 public:
  explicit ScaleShiftFolding(Model& model)
      : model_(model), graph_(*model.graph), rewriter_(graph_) {
    uses_.resize(static_cast<size_t>(graph_.value_count()));
    for (const Node& node : graph_.nodes()) {
      for (const int id : node.inputs) ++uses_[static_cast<size_t>(id)];
    }
    for (const auto& [name, id] : graph_.outputs()) ++uses_[static_cast<size_t>(id)];
  }

  std::unique_ptr<Graph> run() {
    std::map<int, Fold> folds;  // by the producer's output
    for (const Node& node : graph_.nodes()) {
      if (const Node* producer = producer_of(node)) {
        folds[producer->outputs[0]] = {producer, node.inputs[1], node.inputs[2]};
      }
    }
    for (const Node& node : graph_.nodes()) {
      const auto fold = folds.find(node.outputs[0]);
      if (fold != folds.end()) {
        rewriter_.map(node.outputs[0], folded(node, fold->second));
      } else if (node.layer->kind() == "scale_shift" && folds.contains(node.inputs[0])) {
        rewriter_.map(node.outputs[0], rewriter_(node.inputs[0]));
      } else {
        rewriter_.copy(node, node.layer);
      }
    }
    return rewriter_.finish();
  }

 private:
  bool once(int value) const { return uses_[static_cast<size_t>(value)] == 1; }

  const Tensor& known(int value) const {
    const ValueInfo& info = graph_.info(value);
    return info.kind == ValueKind::constant ? graph_.constants()[static_cast<size_t>(info.index)]
                                            : model_.weights.at(info.name);
  }

  // The layer that can include this scale_shift, or null.
  const Node* producer_of(const Node& node) const {
    if (node.layer->kind() != "scale_shift") return nullptr;
    const ValueInfo& x = graph_.info(node.inputs[0]);
    const bool fits = x.kind == ValueKind::node && once(node.inputs[0]) &&
                      is_leaf(graph_, node.inputs[1]) && is_leaf(graph_, node.inputs[2]);
    if (!fits) return nullptr;
    const Node& producer = graph_.nodes()[static_cast<size_t>(x.index)];
    const std::string kind = producer.layer->kind();
    if (kind != "conv2d" && kind != "dense") return nullptr;
    // Weights that other nodes read too keep their values.
    for (size_t i = 1; i < producer.inputs.size(); ++i) {
      const int id = producer.inputs[i];
      if (graph_.info(id).kind != ValueKind::variable || !once(id)) return nullptr;
    }
    return &producer;
  }

  Value folded(const Node& node, const Fold& fold) {
    const auto scale = known(fold.scale).as<float>(), shift = known(fold.shift).as<float>();
    const std::string& weight_name = graph_.info(node.inputs[1]).name;
    Tensor weight = model_.weights.at(weight_name).clone();
    const auto numbers = weight.as<float>();
    const size_t row = numbers.size() / scale.size();
    for (size_t i = 0; i < numbers.size(); ++i) numbers[i] *= scale[i / row];

    const bool biased = node.inputs.size() > 2;
    const std::string bias_name = biased ? graph_.info(node.inputs[2]).name : node.name + "/bias";
    Tensor bias(Shape{static_cast<std::int64_t>(scale.size())}, DType::f32);
    const auto sums = bias.as<float>();
    for (size_t c = 0; c < scale.size(); ++c) {
      const float old = biased ? model_.weights.at(bias_name).as<float>()[c] : 0;
      sums[c] = old * scale[c] + shift[c];
    }
    const Value bias_value =
        rewriter_.target().variable({bias_name, bias.type(), Initializer::zeros()});
    model_.weights[weight_name] = std::move(weight);
    model_.weights[bias_name] = std::move(bias);
    const Value x = rewriter_(node.inputs[0]), weight_value = rewriter_(node.inputs[1]);
    if (const auto* conv = dynamic_cast<const Conv2dLayer*>(node.layer.get())) {
      Conv2dConfig config = conv->config();
      config.name = node.name;
      return conv2d(x, weight_value, bias_value, std::move(config));
    }
    return dense(x, weight_value, bias_value, {.name = node.name});
  }

  Model& model_;
  const Graph& graph_;
  Rewriter rewriter_;
  std::vector<int> uses_;
};

}  // namespace

void simplify(Model& model) {
  model.graph = merge_common_subexpressions(*inference_graph(model));
  model.auxiliary.clear();
  settle(model);
  model.graph = remove_dead_nodes(*ScaleShiftFolding(model).run());
  std::map<std::string, Tensor> weights;
  for (const Variable& variable : model.graph->variables()) {
    weights[variable.name] = model.weights.at(variable.name);
  }
  model.weights = std::move(weights);
}

}  // namespace fovea::apps
