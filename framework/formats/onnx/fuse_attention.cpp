#include "framework/formats/onnx/fuse_attention.h"

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <set>

#include "fovea/graph/passes/remove_dead_nodes.h"
#include "fovea/graph/rewriter.h"
#include "fovea/layers/attention.h"
#include "fovea/layers/matmul.h"
#include "fovea/layers/reshape.h"
#include "fovea/layers/transpose.h"

namespace fovea::onnx {

namespace {

constexpr float none = -std::numeric_limits<float>::infinity();
constexpr float unread = -1e4f;  // a key is not read if at most this is added to its score

const std::vector<int> heads_first = {0, 2, 1, 3};  // (N, T, heads, size) to (N, heads, T, size)

struct AttentionGroup {
  int query = -1, key = -1, value = -1;  // ids: (N, heads, T, size)
  bool key_by_tokens = false;            // the key is (N, S, heads, size)
  float scale = 1;
  std::optional<Tensor> mask;
  bool causal = false;
};

class AttentionFinder {
 public:
  explicit AttentionFinder(const Graph& graph)
      : graph_(graph), uses_(static_cast<size_t>(graph.value_count())) {
    for (const Node& node : graph.nodes()) {
      for (const int id : node.inputs) ++uses_[static_cast<size_t>(id)];
    }
    for (const auto& [name, id] : graph.outputs()) ++uses_[static_cast<size_t>(id)];
  }

  const Shape& shape(int id) const { return graph_.info(id).type.shape; }

  /// The node that makes a value, if it is of this kind.
  const Node* maker(int id, std::string_view kind) const {
    const ValueInfo& info = graph_.info(id);
    if (info.kind != ValueKind::node) return nullptr;
    const Node& node = graph_.nodes()[static_cast<size_t>(info.index)];
    return node.layer->kind() == kind ? &node : nullptr;
  }

  bool transposes(const Node* node, const std::vector<int>& order) const {
    const auto* layer = node ? dynamic_cast<const TransposeLayer*>(node->layer.get()) : nullptr;
    return layer && layer->config().order == order;
  }

  /// The group that ends in this node.
  std::optional<AttentionGroup> group(const Node& last) const {
    const Node* shares = is_plain_product(last) ? maker(last.inputs[0], "softmax") : nullptr;
    if (!shares || !once(last.inputs[0])) return {};
    AttentionGroup group;
    group.value = last.inputs[1];
    int scores = shares->inputs[0];
    if (!take_mask(scores, group)) return {};
    take_scale(scores, group.scale);
    const Node* products = maker(scores, "matmul");
    if (!products || !once(scores)) return {};
    group.query = products->inputs[0];
    take_scale(group.query, group.scale);
    if (!take_key(*products, group) || !fits(group)) return {};
    return group;
  }

 private:
  bool once(int id) const { return uses_[static_cast<size_t>(id)] == 1; }

  static bool is_plain_product(const Node& node) {
    const auto* layer = dynamic_cast<const MatmulLayer*>(node.layer.get());
    return layer && !layer->config().transpose_a && !layer->config().transpose_b;
  }

  const Tensor* constant(int id) const {
    const ValueInfo& info = graph_.info(id);
    if (info.kind != ValueKind::constant || info.type.dtype != DType::f32) return nullptr;
    return &graph_.constants()[static_cast<size_t>(info.index)];
  }

  /// The value of all elements of a constant, if they are equal.
  std::optional<float> number(int id) const {
    const Tensor* tensor = constant(id);
    if (!tensor || tensor->shape().count() == 0) return {};
    const auto all = tensor->as<float>();
    const bool same = std::ranges::all_of(all, [&](float x) { return x == all[0]; });
    return same ? std::optional(all[0]) : std::nullopt;
  }

  /// Walks back over products with known numbers.
  void take_scale(int& id, float& scale) const {
    for (;;) {
      const Node* node = nullptr;
      if ((node = maker(id, "scale_shift")) && number(node->inputs[2]) == 0 &&
          number(node->inputs[1])) {
        scale *= *number(node->inputs[1]);
        id = node->inputs[0];
      } else if ((node = maker(id, "divide")) && number(node->inputs[1]) &&
                 shape(node->inputs[0]) == shape(id)) {
        scale /= *number(node->inputs[1]);
        id = node->inputs[0];
      } else if ((node = maker(id, "multiply")) && number(node->inputs[1]) &&
                 shape(node->inputs[0]) == shape(id)) {
        scale *= *number(node->inputs[1]);
        id = node->inputs[0];
      } else if (node && number(node->inputs[0]) && shape(node->inputs[1]) == shape(id)) {
        scale *= *number(node->inputs[0]);
        id = node->inputs[1];
      } else {
        return;
      }
    }
  }

  /// Walks back over a sum with a constant, or a choice between the scores and a number far below
  /// them; false if that cannot be a mask.
  bool take_mask(int& scores, AttentionGroup& group) const {
    const Shape full = shape(scores);
    if (full.rank() != 4) return false;
    if (const Node* sum = maker(scores, "add")) {
      const size_t own = constant(sum->inputs[0]) ? 0 : 1;
      const Tensor* mask = constant(sum->inputs[own]);
      if (!mask || shape(sum->inputs[1 - own]) != full || !once(scores)) return false;
      scores = sum->inputs[1 - own];
      return set_mask(*mask, full, group);
    }
    if (const Node* choice = maker(scores, "where")) {
      const Tensor* holds = constant(choice->inputs[0]);
      const std::optional<float> otherwise = number(choice->inputs[2]);
      if (!holds || !otherwise || *otherwise > unread || shape(choice->inputs[1]) != full ||
          !once(scores)) {
        return false;
      }
      Tensor mask(holds->shape(), DType::f32);
      for (size_t i = 0; i < mask.as<float>().size(); ++i) {
        mask.as<float>()[i] = holds->as<float>()[i] != 0 ? 0 : none;
      }
      scores = choice->inputs[1];
      return set_mask(mask, full, group);
    }
    return true;
  }

  /// Sets a mask that is the same for all examples and lets each query read a key.
  static bool set_mask(const Tensor& mask, const Shape& scores, AttentionGroup& group) {
    const Shape& own = mask.shape();
    if (own.rank() > 4 || (own.rank() == 4 && own[0] != 1) || own.rank() < 1) return false;
    const auto all = mask.as<float>();
    const std::int64_t keys = own.back(), rows = own.count() / keys;
    const std::int64_t queries = own.rank() > 1 ? own[own.rank() - 2] : 1;
    bool causal = keys == scores[3] && queries == scores[2] && keys == queries;
    for (std::int64_t row = 0; row < rows; ++row) {
      bool reads = false;
      for (std::int64_t key = 0; key < keys; ++key) {
        const float added = all[static_cast<size_t>(row * keys + key)];
        reads = reads || added > unread;
        causal = causal && (key <= row % queries ? added == 0 : added <= unread);
      }
      if (!reads) return false;
    }
    group.causal = causal;
    if (!causal) group.mask = mask;
    return true;
  }

  bool take_key(const Node& products, AttentionGroup& group) const {
    const auto* layer = dynamic_cast<const MatmulLayer*>(products.layer.get());
    if (!layer || layer->config().transpose_a) return false;
    group.key = products.inputs[1];
    take_scale(group.key, group.scale);
    if (layer->config().transpose_b) return true;
    const Node* turn = maker(group.key, "transpose");
    group.key_by_tokens = transposes(turn, {0, 2, 3, 1});
    if (!group.key_by_tokens && !transposes(turn, {0, 1, 3, 2})) return false;
    group.key = turn->inputs[0];
    take_scale(group.key, group.scale);
    return true;
  }

  bool fits(const AttentionGroup& group) const {
    const Shape &q = shape(group.query), &k = shape(group.key), &v = shape(group.value);
    if (q.rank() != 4 || k.rank() != 4 || v.rank() != 4) return false;
    const int heads = group.key_by_tokens ? 2 : 1, tokens = group.key_by_tokens ? 1 : 2;
    return q[0] == k[0] && q[0] == v[0] && q[1] == k[heads] && q[1] == v[1] && q[3] == k[3] &&
           k[tokens] == v[2];
  }

  const Graph& graph_;
  std::vector<int> uses_;
};

/// Builds the layers in the new graph.
class AttentionFuser {
 public:
  explicit AttentionFuser(const Graph& graph) : graph_(graph), finder_(graph), rewriter_(graph) {}

  bool run() {
    bool any = false;
    for (const Node& node : graph_.nodes()) {
      if (const std::optional<AttentionGroup> group = finder_.group(node)) {
        add(node, *group);
        any = true;
      } else if (finder_.transposes(&node, heads_first) && by_tokens_.contains(node.inputs[0])) {
        rewriter_.map(node.outputs[0], by_tokens_.at(node.inputs[0]));
      } else {
        rewriter_.copy(node, node.layer);
      }
    }
    return any;
  }

  std::unique_ptr<Graph> finish() { return remove_dead_nodes(*rewriter_.finish()); }

 private:
  /// A value (N, heads, T, size), or with its axes in the order of tokens, as (N, T, heads * size).
  Value tokens(int id, bool by_tokens) {
    const Node* turn = by_tokens ? nullptr : finder_.maker(id, "transpose");
    if (finder_.transposes(turn, heads_first)) return tokens(turn->inputs[0], true);
    if (!by_tokens) {
      const Value x = transpose(rewriter_(id), {heads_first});
      return reshape(x, {{0, x.shape()[1], x.shape()[2] * x.shape()[3]}});
    }
    const Shape& shape = finder_.shape(id);
    const Shape flat{shape[0], shape[1], shape[2] * shape[3]};
    const Node* split = finder_.maker(id, "reshape");
    if (split && finder_.shape(split->inputs[0]) == flat) return rewriter_(split->inputs[0]);
    return reshape(rewriter_(id), {{0, flat[1], flat[2]}});
  }

  void add(const Node& last, const AttentionGroup& group) {
    const int heads = static_cast<int>(finder_.shape(group.query)[1]);
    const AttentionConfig config{.heads = heads, .causal = group.causal, .scale = group.scale};
    const Value q = tokens(group.query, false), k = tokens(group.key, group.key_by_tokens);
    const Value v = tokens(group.value, false);
    const Value y =
        group.mask ? attention(q, k, v, rewriter_.target().constant(*group.mask), config, last.name)
                   : attention(q, k, v, config, last.name);
    const std::int64_t size = y.shape()[2] / heads;
    const Value split = reshape(y, {{0, y.shape()[1], heads, size}});
    by_tokens_[last.outputs[0]] = split;
    rewriter_.map(last.outputs[0], transpose(split, {heads_first}));
  }

  const Graph& graph_;
  AttentionFinder finder_;
  Rewriter rewriter_;
  std::map<int, Value> by_tokens_;  // results of the layers, by their old ids
};

}  // namespace

void fuse_attention(Model& model) {
  AttentionFuser fuser(*model.graph);
  if (!fuser.run()) return;
  model.graph = fuser.finish();
  std::set<std::string> variables;
  for (const Variable& variable : model.graph->variables()) variables.insert(variable.name);
  std::erase_if(model.weights,
                [&](const auto& weight) { return !variables.contains(weight.first); });
}

}  // namespace fovea::onnx
