// A language model's graph, rebuilt for one token at a time. Every value that depends on the tokens
// has them along axis 1; it becomes that of one token. What is known for each place (learned
// positions, waves) is gathered at the token's place, and attention reads keys and values out of
// variables.
#include "fovea/generate/stepwise.h"

#include <limits>

#include "fovea/graph/rewriter.h"
#include "fovea/layers/add.h"
#include "fovea/layers/attention.h"
#include "fovea/layers/binary.h"
#include "fovea/layers/gather.h"
#include "fovea/layers/multiply.h"
#include "fovea/layers/reshape.h"

namespace fovea {

namespace {

class Stepwise {
 public:
  Stepwise(const Graph& source, Graph& target)
      : source_(source), target_(target), rewriter_(source, target) {
    const int input = source.inputs().front();
    context_ = source.info(input).type.shape[1];
    rewriter_.map(input, target.input("token", {{1, 1}, DType::i32}));
    position_ = target.input("position", {{1}, DType::i32});
    here_ = target.input("here", {{context_, 1}, DType::f32});
    mask_ = target.input("seen", {{1, context_}, DType::f32});
    of_tokens_.resize(static_cast<size_t>(source.value_count()));
    of_tokens_[static_cast<size_t>(input)] = true;
  }

  void run() {
    for (const Node& node : source_.nodes()) {
      try {
        add(node);
      } catch (const Error& error) {
        throw error.at(fmt::format("node {}", node.name));
      }
    }
    const int logits = source_.outputs().front().second;
    const std::int64_t tokens = source_.info(logits).type.shape.back();
    target_.output("logits", reshape(rewriter_(logits), {.shape = {1, tokens}}));
  }

 private:
  bool of_tokens(int value) const { return of_tokens_[static_cast<size_t>(value)]; }
  const Shape& shape_of(int value) const { return source_.info(value).type.shape; }

  void add(const Node& node) {
    bool any = false;
    for (const int id : node.inputs) any = any || of_tokens(id);
    std::vector<Value> inputs = rewriter_(node.inputs);
    std::vector<Value> outputs;
    if (const auto* heads = dynamic_cast<const AttentionLayer*>(node.layer.get())) {
      outputs = {attended(*heads, node, inputs), {}};
    } else {
      if (any && dynamic_cast<const BinaryLayer*>(node.layer.get())) at_position(node, inputs);
      const std::shared_ptr<const Layer> layer = any ? of_one_token(node.layer) : node.layer;
      outputs = layer->rebuild(layer, Mode::inference, inputs, node.name);
    }
    for (size_t k = 0; k < node.outputs.size(); ++k) {
      rewriter_.map(node.outputs[k], outputs[k]);
      if (!any) continue;
      of_tokens_[static_cast<size_t>(node.outputs[k])] = true;
      if (outputs[k]) expect_one_token(shape_of(node.outputs[k]), outputs[k].shape());
    }
  }

  void expect_one_token(const Shape& all, const Shape& one) const {
    if (all.rank() > 1 && all[1] == context_ && one == all.with(1, 1)) return;
    throw Error("it cannot be computed a token at a time: {} of {} tokens became {}", all.str(),
                context_, one.str());
  }

  // The file may have fixed the number of tokens in a reshape.
  std::shared_ptr<const Layer> of_one_token(const std::shared_ptr<const Layer>& layer) const {
    const auto* reshape = dynamic_cast<const ReshapeLayer*>(layer.get());
    if (!reshape) return layer;
    ReshapeConfig config = reshape->config();
    if (config.shape.size() < 2 || config.shape[1] != context_) return layer;
    config.shape[1] = 1;
    return std::make_shared<ReshapeLayer>(config);
  }

  // Operands that have a row for each place, where the others have the tokens.
  void at_position(const Node& node, std::vector<Value>& inputs) {
    const int rank = shape_of(node.outputs.front()).rank();
    for (size_t i = 0; i < inputs.size(); ++i) {
      const Shape& shape = shape_of(node.inputs[i]);
      const int axis = 1 - (rank - shape.rank());
      if (of_tokens(node.inputs[i]) || axis < 0 || shape[axis] != context_) continue;
      inputs[i] = gather(inputs[i], position_, {.axis = axis});
    }
  }

  Value attended(const AttentionLayer& layer, const Node& node, const std::vector<Value>& inputs) {
    const AttentionConfig& config = layer.config();
    if (!config.causal || layer.has_mask() || !of_tokens(node.inputs[1])) {
      throw Error(
          "it does not read the tokens before alone: only causal attention can go on a "
          "token at a time");
    }
    const Value keys = cache_of(inputs[1], node.name + "/keys");
    const Value values = cache_of(inputs[2], node.name + "/values");
    return attention(
        inputs[0], keys, values, mask_,
        {.heads = config.heads, .key_value_heads = config.key_value_heads, .scale = config.scale},
        node.name);
  }

  // The rows of the earlier tokens with that of this one, kept for later tokens.
  Value cache_of(Value row, const std::string& name) {
    const Value rows = target_.variable(
        {name, {{1, context_, row.shape()[2]}}, Initializer::zeros(), Role::optimizer});
    const Value one = target_.constant(Tensor::scalar(1.0f));
    const Value next =
        fovea::add(multiply(rows, subtract(one, here_)), multiply(row, here_), name + "/next");
    target_.update(rows, next);
    return next;
  }

  const Graph& source_;
  Graph& target_;
  Rewriter rewriter_;
  std::int64_t context_ = 0;
  Value position_, here_, mask_;
  std::vector<bool> of_tokens_;
};

}  // namespace

std::unique_ptr<Graph> stepwise_graph(const Model& model) {
  auto graph = std::make_unique<Graph>();
  try {
    Stepwise(*model.graph, *graph).run();
  } catch (const Error& error) {
    throw error.at(fmt::format("model '{}'", model.title()));
  }
  return graph;
}

}  // namespace fovea
