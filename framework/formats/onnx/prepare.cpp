#include "framework/formats/onnx/prepare.h"

#include <algorithm>
#include <functional>
#include <queue>
#include <set>

#include "fovea/core/error.h"
#include "framework/formats/onnx/fold.h"
#include "framework/formats/onnx/standard.h"
#include "framework/formats/printable.h"

namespace fovea::onnx {

namespace {

Constant constant_of(const NodeDef& node) {
  const auto scalar = [](auto value) { return Tensor::of(Shape{}, {value}); };
  for (const auto& [name, attribute] : node.attributes) {
    if (const auto* tensor = std::get_if<Constant>(&attribute)) return *tensor;
    if (const auto* number = std::get_if<float>(&attribute)) return {Shape{}, scalar(*number)};
    if (const auto* whole = std::get_if<std::int64_t>(&attribute)) return {Shape{}, Ints{*whole}};
    if (const auto* list = std::get_if<Ints>(&attribute)) {
      return {Shape{static_cast<std::int64_t>(list->size())}, *list};
    }
    if (const auto* list = std::get_if<std::vector<float>>(&attribute)) {
      const Shape shape{static_cast<std::int64_t>(list->size())};
      return {shape, Tensor::of(shape, std::span<const float>(*list))};
    }
  }
  throw Error("its value is of a kind that is not supported").at(place_of(node));
}

/// Which node makes a value: an index into the nodes, or this.
constexpr size_t not_a_node = static_cast<size_t>(-1);
using Sources = std::map<std::string, size_t>;

Sources sources_of(const GraphDef& file) {
  Sources sources;
  const auto claim = [&](const std::string& name, size_t node) {
    if (sources.emplace(name, node).second) return;
    const Error error("'{}' is given or made twice", printable(name));
    throw node == not_a_node ? error : error.at(place_of(file.nodes[node]));
  };
  for (const auto& [name, constant] : file.initializers) claim(name, not_a_node);
  for (const ValueDef& input : file.inputs) claim(input.name, not_a_node);
  for (size_t i = 0; i < file.nodes.size(); ++i) {
    for (const std::string& output : file.nodes[i].outputs) {
      if (!output.empty()) claim(output, i);
    }
  }
  return sources;
}

constexpr size_t most_named = 10;  // nodes in one message

/// The nodes that the outputs need.
std::vector<bool> needed(const GraphDef& file, const Sources& sources) {
  std::vector<bool> live(file.nodes.size());
  std::vector<size_t> pending;
  const auto need = [&](size_t node) {
    if (node == not_a_node || live[node]) return;
    live[node] = true;
    pending.push_back(node);
  };
  if (file.outputs.empty()) throw Error("the graph has no outputs");
  for (const ValueDef& output : file.outputs) {
    const auto source = sources.find(output.name);
    if (source == sources.end()) {
      throw Error("nothing makes the graph's output '{}'", printable(output.name));
    }
    need(source->second);
  }
  while (!pending.empty()) {
    const NodeDef& node = file.nodes[pending.back()];
    pending.pop_back();
    for (const std::string& input : node.inputs) {
      if (input.empty()) continue;
      const auto source = sources.find(input);
      if (source == sources.end()) {
        throw Error("reads '{}', which nothing provides", printable(input)).at(place_of(node));
      }
      need(source->second);
    }
  }
  return live;
}

/// Every waiting node reads another waiting node, so going back ends in a cycle.
[[noreturn]] void throw_cycle(const GraphDef& file, const Sources& sources,
                              const std::vector<size_t>& waiting, size_t node) {
  std::vector<size_t> path;
  std::vector<bool> on_path(waiting.size());
  while (!on_path[node]) {
    on_path[node] = true;
    path.push_back(node);
    for (const std::string& input : file.nodes[node].inputs) {
      const auto known = sources.find(input);
      const size_t source = known == sources.end() ? not_a_node : known->second;
      if (source == not_a_node || waiting[source] == 0) continue;
      node = source;
      break;
    }
  }
  path.erase(path.begin(), std::ranges::find(path, node));
  std::ranges::reverse(path);  // the walk went backwards
  std::string names;
  for (size_t i = 0; i < path.size() && i < most_named; ++i) {
    names += (i == 0 ? "" : ", ") + place_of(file.nodes[path[i]]);
  }
  if (path.size() > most_named) names += fmt::format(" and {} more", path.size() - most_named);
  throw Error("nodes that feed each other in a cycle: {}", names);
}

/// The live nodes in a topological order: of those that are ready, the first in the file. The
/// standard forbids cycles, even if no output needs them.
std::vector<NodeDef> sorted(const GraphDef& file, const Sources& sources,
                            const std::vector<bool>& live) {
  std::vector<size_t> waiting(file.nodes.size());
  std::vector<std::vector<size_t>> readers(file.nodes.size());
  std::priority_queue<size_t, std::vector<size_t>, std::greater<>> ready;
  for (size_t i = 0; i < file.nodes.size(); ++i) {
    for (const std::string& input : file.nodes[i].inputs) {
      const auto known = sources.find(input);
      const size_t source = known == sources.end() ? not_a_node : known->second;
      if (source == not_a_node) continue;
      readers[source].push_back(i);
      ++waiting[i];
    }
    if (waiting[i] == 0) ready.push(i);
  }
  std::vector<NodeDef> order;
  while (!ready.empty()) {
    const size_t node = ready.top();
    ready.pop();
    if (live[node]) order.push_back(file.nodes[node]);
    for (const size_t reader : readers[node]) {
      if (--waiting[reader] == 0) ready.push(reader);
    }
  }
  for (size_t i = 0; i < waiting.size(); ++i) {
    if (waiting[i] > 0) throw_cycle(file, sources, waiting, i);
  }
  return order;
}

/// The values that are known while the file is read: constants, shapes, and results made from them.
class KnownValues {
 public:
  KnownValues(const Prepared& prepared, bool ours) : constants_(prepared.constants), ours_(ours) {
    for (const NodeDef& node : prepared.nodes) {
      if (!is_known(node)) continue;
      for (const std::string& output : node.outputs) outputs_.insert(output);
    }
  }

  bool makes(const NodeDef& node) const {
    return !node.outputs.empty() && outputs_.contains(node.outputs[0]);
  }

 private:
  bool is_known(const NodeDef& node) const {
    if (node.op == "Shape" || node.op == "Size") return true;
    return !node.inputs.empty() && std::ranges::all_of(node.inputs, [&](const std::string& input) {
      if (input.empty() || outputs_.contains(input)) return true;
      const auto constant = constants_.find(input);
      return constant != constants_.end() && !(ours_ && is_trained(constant->second));
    });
  }

  const std::map<std::string, Constant>& constants_;
  const bool ours_;
  std::set<std::string> outputs_;
};

/// Replaces each group of nodes that a pattern knows by one node.
class Fuser : public Matcher {
 public:
  Fuser(Prepared& prepared, const GraphDef& file)
      : nodes_(prepared.nodes), constants_(prepared.constants), ours_(file.ours) {
    for (size_t i = 0; i < nodes_.size(); ++i) {
      for (const std::string& input : nodes_[i].inputs) ++uses_[input];
      for (const std::string& output : nodes_[i].outputs) makers_[output] = i;
    }
    for (const ValueDef& output : file.outputs) ++uses_[output.name];
    is_matched_.resize(nodes_.size());
  }

  const NodeDef* inner(const std::string& value, std::string_view op) const override {
    const auto maker = makers_.find(value);
    if (maker == makers_.end() || is_matched_[maker->second]) return nullptr;
    const NodeDef& node = nodes_[maker->second];
    const bool alone = node.outputs.size() == 1 && uses_.at(value) == 1;
    return node.op == op && alone && !node.inputs.empty() ? &node : nullptr;
  }

  const Constant* constant(const std::string& value) const override {
    const auto known = constants_.find(value);
    return known == constants_.end() ? nullptr : &known->second;
  }

  void run(const OpTable& table, const KnownValues& known) {
    for (NodeDef& node : nodes_) {
      if (node.inputs.empty() || known.makes(node)) continue;
      const auto [first, last] = table.patterns.equal_range(node.op);
      for (auto pattern = first; pattern != last; ++pattern) {
        std::optional<Fusion> fusion = pattern->second(*this, node);
        if (!fusion || !belong_together(*fusion)) continue;
        for (const NodeDef* inner : fusion->inner) {
          is_matched_[static_cast<size_t>(inner - nodes_.data())] = true;
        }
        node = std::move(fusion->node);
        break;
      }
    }
    std::vector<NodeDef> rest;
    for (size_t i = 0; i < nodes_.size(); ++i) {
      if (!is_matched_[i]) rest.push_back(std::move(nodes_[i]));
    }
    nodes_ = std::move(rest);
  }

 private:
  // Nodes that we wrote for one layer have its name: a product with a sigmoid may not be a silu.
  bool belong_together(const Fusion& fusion) const {
    return !ours_ || std::ranges::all_of(fusion.inner, [&](const NodeDef* inner) {
      return inner->name.starts_with(fusion.node.name + "/");
    });
  }

  std::vector<NodeDef>& nodes_;
  const std::map<std::string, Constant>& constants_;
  const bool ours_;
  std::map<std::string, size_t> makers_;
  std::map<std::string, int> uses_;
  std::vector<bool> is_matched_;
};

/// Operators that mean the same before operator set 7 as after it. Those that broadcast, and
/// Dropout, do not, for example.
// clang-format off
const std::set<std::string> unchanged = {
    "Abs", "Ceil", "DepthToSpace", "Elu", "Exp", "Floor", "GlobalAveragePool", "GlobalMaxPool",
    "HardSigmoid", "Hardmax", "Identity", "InstanceNormalization", "LeakyRelu", "Log",
    "LogSoftmax", "MaxPool", "Neg", "Not", "Reciprocal", "ReduceL1", "ReduceL2", "ReduceLogSum",
    "ReduceLogSumExp", "ReduceMax", "ReduceMean", "ReduceMin", "ReduceProd", "ReduceSum",
    "ReduceSumSquare", "Relu", "Selu", "Sigmoid", "Softmax", "Softplus", "Softsign",
    "SpaceToDepth", "Sqrt", "Squeeze", "Tanh", "ThresholdedRelu", "Transpose", "Unsqueeze"};
// clang-format on

void check_supported(const std::vector<NodeDef>& nodes, const KnownValues& known_values,
                     std::int64_t opset, const OpTable& table) {
  std::vector<std::string> known;
  for (const auto& [op, importer] : table.importers) known.push_back(op);
  std::map<std::string, std::string> unknown;  // the nodes of each operator
  std::map<std::string, size_t> counts;
  for (const NodeDef& node : nodes) {
    const bool folded = known_values.makes(node) && can_fold(node.op);
    if ((table.importers.contains(node.op) || folded) &&
        (opset >= 7 || unchanged.contains(node.op)))
      continue;
    std::string& list = unknown[node.op];
    if (++counts[node.op] > most_named || unknown.size() > most_named) continue;
    list = list.empty() ? place_of(node) : fmt::format("{}, '{}'", list, name_of(node));
  }
  std::string message;
  for (auto& [op, list] : unknown) {
    if (list.empty()) continue;
    if (counts[op] > most_named) list += fmt::format(" and {} more", counts[op] - most_named);
    const std::string close = table.importers.contains(op) ? "" : nearest(op, known);
    message += (message.empty() ? "" : "; ") + list;
    if (!close.empty()) message += fmt::format(" (the nearest that is: {})", close);
  }
  if (unknown.size() > most_named) {
    message += fmt::format("; and {} more operators", unknown.size() - most_named);
  }
  if (!message.empty()) {
    throw Error("operators that are not supported: {} (operator set {})", message, opset);
  }
}

}  // namespace

Prepared prepare(const GraphDef& file, const OpTable& table) {
  const Sources sources = sources_of(file);
  Prepared prepared;
  for (const auto& [name, constant] : file.initializers) prepared.constants[name] = constant;
  for (NodeDef& node : sorted(file, sources, needed(file, sources))) {
    try {
      expect_standard(node, file.opset);
    } catch (const Error& error) {
      throw error.at(place_of(node));
    }
    if (node.op == "Constant" && node.outputs.size() == 1) {
      prepared.constants[node.outputs[0]] = constant_of(node);
    } else {
      prepared.nodes.push_back(std::move(node));
    }
  }
  const KnownValues known(prepared, file.ours);
  Fuser(prepared, file).run(table, known);
  check_supported(prepared.nodes, known, file.opset, table);
  return prepared;
}

}  // namespace fovea::onnx
