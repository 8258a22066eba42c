// Attention is written as products of matrices and a Softmax, with the heads as an axis of their
// own: operator set 17 has no Attention. Nodes written like this are read back as one layer.
// Attention is read from files of operator set 23.
#include "fovea/layers/attention.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "fovea/layers/reshape.h"
#include "fovea/layers/transpose.h"
#include "fovea/onnx/export_node.h"
#include "fovea/onnx/import_node.h"

namespace fovea::onnx {

namespace {

/// Writes one layer. The axes are (N, heads, T, size) in the simplest case. If heads share keys and
/// values, or something is added to the products, they are (N, groups, heads of a group, T, size),
/// and the third axis of keys and values is 1. With four axes the addition would be taken for one
/// of images.
class AttentionWriter {
 public:
  explicit AttentionWriter(ExportNode& node)
      : node_(node), layer_(node.layer<AttentionLayer>()), params_(params_of(node, layer_)) {}

  void run() {
    const std::string query = heads("query", 0, params_.heads / groups(), params_.size, false);
    const std::string key = heads("key", 1, 1, params_.size, true);
    const std::string value = heads("value", 2, 1, params_.value_size, false);
    const std::string scaled =
        node_.step("scaled", "Mul", {query, node_.number("scale", params_.scale)});
    std::string scores = node_.step("products", "MatMul", {scaled, key});
    if (layer_.has_mask()) scores = node_.step("masked", "Add", {scores, mask()});
    if (params_.causal) scores = causal(scores);
    const std::string weights =
        node_.step("weights", "Softmax", {scores}, {{"axis", std::int64_t{-1}}});
    const std::string sums = node_.step("sums", "MatMul", {weights, value});
    const Ints back = has_groups() ? Ints{0, 3, 1, 2, 4} : Ints{0, 2, 1, 3};
    const std::string together = node_.step("together", "Transpose", {sums}, {{"perm", back}});
    const std::int64_t units = std::int64_t{params_.heads} * params_.value_size;
    node_.result("Reshape", {together, node_.ints("shape", {0, 0, units})});
  }

 private:
  static AttentionParams params_of(const ExportNode& node, const AttentionLayer& layer) {
    std::vector<TensorType> types;
    for (size_t i = 0; i < node.input_count(); ++i) types.push_back(node.input_type(i));
    return layer.params(types);
  }

  std::int64_t groups() const { return params_.key_value_heads; }
  bool has_groups() const {
    return params_.heads != params_.key_value_heads || params_.causal || layer_.has_mask();
  }

  /// Input i with its heads as axes; with `turned` its last two axes are exchanged.
  std::string heads(const std::string& what, size_t i, std::int64_t each, std::int64_t size,
                    bool turned) {
    const Ints shape = has_groups() ? Ints{0, 0, groups(), each, size} : Ints{0, 0, groups(), size};
    Ints order = has_groups() ? Ints{0, 2, 3, 1, 4} : Ints{0, 2, 1, 3};
    if (turned) std::swap(order[order.size() - 2], order.back());
    const std::string parts =
        node_.step(what + "/heads", "Reshape",
                   {node_.input(i, Layout::plain()), node_.ints(what + "/shape", shape)});
    return node_.step(what, "Transpose", {parts}, {{"perm", order}});
  }

  std::string mask() {
    const std::string mask = node_.input(3, Layout::plain());
    const Shape& shape = node_.input_type(3).shape;
    const auto extent = [&](int axis) {
      const int own = axis - 4 + shape.rank();
      return own < 0 ? 1 : shape[own];
    };
    const bool all = extent(1) == 1;
    const Ints wide{shape.rank() == 4 ? 0 : 1, all ? 1 : groups(),
                    all ? 1 : params_.heads / groups(), extent(2), extent(3)};
    return node_.step("mask", "Reshape", {mask, node_.ints("mask/shape", wide)});
  }

  /// Adds -infinity where the number of the key is greater than that of the query. These are known
  /// numbers, which runtimes turn into one constant.
  std::string causal(const std::string& scores) {
    Ints keys(params_.keys), queries(params_.queries);
    std::iota(keys.begin(), keys.end(), 0);
    std::iota(queries.begin(), queries.end(), 0);
    const std::string column = node_.step(
        "rows", "Unsqueeze", {node_.ints("query_numbers", queries), node_.ints("axes", {1})});
    const std::string reads =
        node_.step("reads", "LessOrEqual", {node_.ints("key_numbers", keys), column});
    const std::string none = node_.number("none", -std::numeric_limits<float>::infinity());
    const std::string mask =
        node_.step("causal/mask", "Where", {reads, node_.number("zero", 0), none});
    return node_.step("causal", "Add", {scores, mask});
  }

  ExportNode& node_;
  const AttentionLayer& layer_;
  AttentionParams params_;
};

void write(ExportNode& node) { AttentionWriter(node).run(); }

/// "fovea::Attention", which the pattern made.
void read_pattern(ImportNode& node) {
  const auto number = [&](const char* attribute) {
    return to_int(node.integer(attribute, 1), attribute);
  };
  const AttentionConfig config{.heads = number("heads"),
                               .key_value_heads = number("key_value_heads"),
                               .causal = node.integer("causal", 0) != 0,
                               .scale = node.number("scale", 0)};
  const auto value = [&](size_t i) { return node.value(i, Layout::plain()); };
  node.result(node.has_input(3)
                  ? attention(value(0), value(1), value(2), value(3), config, node.name())
                  : attention(value(0), value(1), value(2), config, node.name()));
}

/// The nodes of one layer, from the last one on, by the names that the writer gives them.
class AttentionPattern {
 public:
  AttentionPattern(const Matcher& graph, const NodeDef& last) : graph_(graph), last_(last) {}

  std::optional<Fusion> run() {
    const NodeDef* sums =
        part(input(part(input(&last_, 0), "Transpose", "together"), 0), "MatMul", "sums");
    const NodeDef* weights = part(input(sums, 0), "Softmax", "weights");
    if (!weights) return {};
    std::string scores = weights->inputs[0];
    const NodeDef* causal = part(scores, "Add", "causal");
    if (causal) scores = input(causal, 0);
    const NodeDef* masked = part(scores, "Add", "masked");
    if (masked) scores = input(masked, 0);
    const NodeDef* products = part(scores, "MatMul", "products");
    const NodeDef* scaled = part(input(products, 0), "Mul", "scaled");
    const auto scale = graph_.scalar(input(scaled, 1));
    NodeDef node{"fovea::Attention", last_.name, {}, last_.outputs, {}};
    const bool complete = take_heads(node, input(scaled, 0), "query") &&
                          take_heads(node, input(products, 1), "key") &&
                          take_heads(node, input(sums, 1), "value");
    if (!complete || !scale) return {};
    if (masked) {
      const NodeDef* wide = part(input(masked, 1), "Reshape", "mask");
      node.inputs.push_back(wide ? wide->inputs[0] : input(masked, 1));
    }
    node.attributes["heads"] = heads_;
    node.attributes["key_value_heads"] = groups_;
    node.attributes["causal"] = std::int64_t{causal != nullptr};
    node.attributes["scale"] = *scale;
    return Fusion{node, inner_};
  }

 private:
  static std::string input(const NodeDef* node, size_t i) {
    return node && node->inputs.size() > i ? node->inputs[i] : "";
  }

  const NodeDef* part(const std::string& value, std::string_view op, const std::string& what) {
    const NodeDef* node = value.empty() ? nullptr : graph_.inner(value, op);
    if (!node || node->name != last_.name + "/" + what) return nullptr;
    inner_.push_back(node);
    return node;
  }

  bool take_heads(NodeDef& node, const std::string& value, const std::string& what) {
    const NodeDef* parts =
        part(input(part(value, "Transpose", what), 0), "Reshape", what + "/heads");
    const Constant* shape = parts ? graph_.constant(input(parts, 1)) : nullptr;
    const Ints* extents = shape ? std::get_if<Ints>(&shape->values) : nullptr;
    if (!extents || (extents->size() != 4 && extents->size() != 5)) return false;
    if (what == "query") {
      groups_ = (*extents)[2];
      heads_ = extents->size() == 5 ? groups_ * (*extents)[3] : groups_;
    }
    node.inputs.push_back(parts->inputs[0]);
    return true;
  }

  const Matcher& graph_;
  const NodeDef& last_;
  std::vector<const NodeDef*> inner_;
  std::int64_t heads_ = 1, groups_ = 1;
};

std::optional<Fusion> fuse(const Matcher& graph, const NodeDef& last) {
  return AttentionPattern(graph, last).run();
}

/// Attention of operator set 23, on (N, T, heads * size) or (N, heads, T, size).
void read_operator(ImportNode& node) {
  if (node.opset() < 23) throw Error("it is no operator of set {}, only from 23 on", node.opset());
  if (node.has_input(6)) throw Error("lengths of keys that are no padding are not supported");
  if (node.has_input(4) || node.has_input(5))
    throw Error("keys and values of the past are not supported");
  if (node.number("softcap", 0) != 0) throw Error("a softcap is not supported");
  const auto outputs = node.definition().outputs;
  if (std::ranges::any_of(outputs.begin() + 1, outputs.end(),
                          [](const std::string& name) { return !name.empty(); })) {
    throw Error("only its first output is supported");
  }
  const Value q = node.value(0, Layout::plain()), k = node.value(1, Layout::plain());
  const bool has_axes = q.shape().rank() == 4;
  AttentionConfig config{.causal = node.integer("is_causal", 0) != 0,
                         .scale = node.number("scale", 0)};
  config.heads = has_axes ? to_int(q.shape()[1], "heads")
                          : to_int(node.integer("q_num_heads", 0), "q_num_heads");
  config.key_value_heads = has_axes ? to_int(k.shape()[1], "heads")
                                    : to_int(node.integer("kv_num_heads", 0), "kv_num_heads");
  if (config.heads < 1 || config.key_value_heads < 1) {
    throw Error("it needs q_num_heads and kv_num_heads");
  }
  const auto side_by_side = [&](Value x) {
    if (!has_axes) return x;
    const std::int64_t units = x.shape()[1] * x.shape()[3];
    return reshape(transpose(x, {{0, 2, 1, 3}}), {{0, 0, units}});
  };
  const Value query = side_by_side(q), key = side_by_side(k);
  const Value value = side_by_side(node.value(2, Layout::plain()));
  const std::string name = has_axes ? "" : node.name();
  const Value y = node.has_input(3)
                      ? attention(query, key, value, node.value(3, Layout::plain()), config, name)
                      : attention(query, key, value, config, name);
  if (!has_axes) return node.result(y);
  const std::int64_t size = y.shape()[2] / config.heads;
  node.result(transpose(reshape(y, {{0, 0, config.heads, size}}), {{0, 2, 1, 3}}, node.name()));
}

}  // namespace

void register_attention(OpTable& table) {
  table.exporters["attention"] = {write};
  table.importers["fovea::Attention"] = read_pattern;
  table.importers["Attention"] = read_operator;
  table.patterns.emplace("Reshape", fuse);
}

}  // namespace fovea::onnx
