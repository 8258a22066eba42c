#include "fovea/transfer/head_cut.h"

#include <algorithm>

#include "fovea/graph/names.h"
#include "fovea/graph/passes/in_mode.h"
#include "fovea/graph/passes/remove_dead_nodes.h"
#include "fovea/graph/rewriter.h"
#include "fovea/layers/conv2d.h"
#include "fovea/layers/dense.h"
#include "fovea/layers/global_average_pool.h"
#include "fovea/layers/reshape.h"
#include "framework/objectives/classifier_graph.h"

namespace fovea {

namespace {

// Which values depend on the image.
std::vector<bool> data_of(const Graph& graph) {
  std::vector<bool> data(static_cast<size_t>(graph.value_count()));
  for (const int id : graph.inputs()) data[static_cast<size_t>(id)] = true;
  for (const Node& node : graph.nodes()) {
    const bool any = std::ranges::any_of(
        node.inputs, [&](int id) { return bool{data[static_cast<size_t>(id)]}; });
    for (const int id : node.outputs) data[static_cast<size_t>(id)] = any;
  }
  return data;
}

std::string node_text(const Node& node) {
  return fmt::format("'{}' ({})", node.name, node.layer->kind());
}

// Whether a convolution works on each place by itself.
bool is_pointwise(const Conv2dConfig& config) {
  const Padding& padding = config.padding;
  return config.kernel == Size2(1) && config.stride == Size2(1) && padding == Padding(0);
}

}  // namespace

HeadCut::HeadCut(const Model& model) : model_(model) {
  try {
    find_head();
    check();
  } catch (const Error& error) {
    throw error.at(fmt::format("model '{}' cannot be taught other classes", model.title()));
  }
}

void HeadCut::find_head() {
  const Graph& graph = *model_.graph;
  if (graph.outputs().empty()) throw Error("it has no output");
  if (graph.inputs().size() != 1 || model_.input_type().shape.rank() != 4) {
    throw Error("it takes {}, not images (N, H, W, C)", model_.input_type().str());
  }
  const std::vector<bool> data = data_of(graph);
  const auto is_data = [&](int id) { return bool{data[static_cast<size_t>(id)]}; };
  for (int value = graph.outputs().front().second; !head_;) {
    const ValueInfo& info = graph.info(value);
    if (info.kind != ValueKind::node) throw Error("it has no dense or conv2d layer before its end");
    const Node& node = graph.nodes()[static_cast<size_t>(info.index)];
    if (std::ranges::count_if(node.inputs, is_data) != 1) {
      throw Error("its output comes out of {}, where branches meet, not out of one layer",
                  node_text(node));
    }
    const std::string kind = node.layer->kind();
    if (kind == "dense" || kind == "conv2d") {
      if (!is_data(node.inputs[0])) throw Error("the weight of {} is computed", node_text(node));
      head_ = &node;
      break;
    }
    value = *std::ranges::find_if(node.inputs, is_data);
    if (graph.info(value).type == info.type) continue;
    if (node.inputs.size() > 1) {
      throw Error("{} at its end does not fit behind other classes", node_text(node));
    }
    tail_.push_back(&node);
  }
  std::ranges::reverse(tail_);
}

// Finds the features' type, and checks that a head with another number of classes gives logits
// (1, classes).
void HeadCut::check() {
  const auto* conv = dynamic_cast<const Conv2dLayer*>(head_->layer.get());
  if (conv && conv->config().groups != 1) {
    throw Error("{} is a convolution in groups", node_text(*head_));
  }
  const bool averaged = !tail_.empty() && tail_.front()->layer->kind() == "global_average_pool";
  pooled_ = conv && averaged && is_pointwise(conv->config());
  const auto graph = feature_graph();
  features_ = graph->find_output(names::features).type();
  for (const Variable& variable : graph->variables()) {
    if (variable.name == head() + "/weight" || variable.name == head() + "/bias") {
      throw Error("{} shares its weights", node_text(*head_));
    }
  }
  Graph alone;
  const std::int64_t old = model_.graph->info(head_->outputs[0]).type.shape.back();
  const int classes = static_cast<int>(std::min<std::int64_t>(old, 1000)) + 1;
  const Shape shape = logits(alone.input(names::features, features_), classes).shape();
  if (shape != Shape{1, classes}) {
    throw Error("with {} classes in {} it gives {}", classes, node_text(*head_), shape.str());
  }
}

std::unique_ptr<Graph> HeadCut::feature_graph() const {
  Graph graph;
  const Value image = normalized_image(model_, graph, 1);
  Rewriter rewriter(*model_.graph, graph);
  rewriter.map(model_.graph->inputs().front(), image);
  rebuild_in_mode(*model_.graph, Mode::inference, rewriter);
  const Value features = rewriter(head_->inputs[0]);
  graph.output(names::features, pooled_ ? global_average_pool(features) : features);
  return remove_dead_nodes(graph);
}

Value HeadCut::logits(Value features, int classes) const {
  Value value;
  if (const auto* conv = dynamic_cast<const Conv2dLayer*>(head_->layer.get())) {
    Conv2dConfig config = conv->config();
    config.channels = classes;
    config.bias = true;
    config.initializer = Initializer::glorot();
    config.name = head();
    value = conv2d(features, std::move(config));
  } else {
    value = dense(features, {.units = classes, .name = head()});
  }
  for (const Node* node : tail_) {
    auto layer = node->layer;
    if (const auto* reshaping = dynamic_cast<const ReshapeLayer*>(layer.get())) {
      ReshapeConfig config = reshaping->config();
      const std::int64_t old = model_.graph->info(head_->outputs[0]).type.shape.back();
      std::ranges::replace(config.shape, old, std::int64_t{classes});
      layer = std::make_shared<ReshapeLayer>(std::move(config));
    }
    value = features.graph().add(layer, std::vector{value}, node->name).front();
  }
  return score_rows(value);
}

std::map<std::string, Tensor> HeadCut::zero_head(int classes) const {
  Graph graph;
  logits(graph.input(names::features, features_), classes);
  std::map<std::string, Tensor> head;
  for (const Variable& variable : graph.variables()) head[variable.name] = Tensor(variable.type);
  return head;
}

Model HeadCut::model(std::vector<std::string> labels,
                     const std::map<std::string, Tensor>& head) const {
  Model taught;
  taught.name = model_.name;
  taught.file = model_.file;
  taught.preprocessing = model_.preprocessing;
  Graph graph;
  Rewriter rewriter(*model_.graph, graph);
  rewriter(model_.graph->inputs().front());
  for (const Node& node : model_.graph->nodes()) {
    if (&node == head_) break;
    rewriter.copy(node, node.layer);
  }
  graph.output(model_.graph->outputs().front().first,
               logits(rewriter(head_->inputs[0]), static_cast<int>(labels.size())));
  taught.graph = remove_dead_nodes(graph);
  for (const Variable& variable : taught.graph->variables()) {
    const auto own = head.find(variable.name);
    const Tensor& value = own != head.end() ? own->second : model_.weights.at(variable.name);
    if (value.type() != variable.type) {
      throw Error("'{}' is {}, not {}", variable.name, value.type().str(), variable.type.str());
    }
    taught.weights[variable.name] = value;
  }
  taught.labels = std::move(labels);
  return taught;
}

}  // namespace fovea
