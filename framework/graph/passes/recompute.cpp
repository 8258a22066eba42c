#include "fovea/graph/passes/recompute.h"

#include <algorithm>
#include <map>
#include <set>

#include "fovea/core/error.h"
#include "fovea/graph/rewriter.h"

namespace fovea {

namespace {

class Recomputation {
 public:
  Recomputation(const Graph& graph, const std::string& loss, int segments)
      : graph_(graph), rewriter_(graph) {
    if (segments < 1) throw Error("activations in {} segments: at least 1 is needed", segments);
    const auto output =
        std::ranges::find(graph.outputs(), loss, &std::pair<std::string, int>::first);
    if (output == graph.outputs().end() || graph.info(output->second).kind != ValueKind::node) {
      throw Error("the graph computes no output '{}'", loss);
    }
    last_ = graph.info(output->second).index;
    find_readers();
    divide(segments);
  }

  std::unique_ptr<Graph> run() {
    for (int i = 0; i < node_count(); ++i) {
      if (i > last_) {
        for (const int id : node(i).inputs) compute_again(id);
      }
      rewriter_.copy(node(i), node(i).layer);
    }
    return rewriter_.finish();
  }

 private:
  static size_t at(int i) { return static_cast<size_t>(i); }
  int node_count() const { return static_cast<int>(graph_.nodes().size()); }
  const Node& node(int i) const { return graph_.nodes()[at(i)]; }
  // The node of the forward part that makes a value, or -1.
  int maker(int id) const {
    const ValueInfo& info = graph_.info(id);
    return info.kind == ValueKind::node && info.index <= last_ ? info.index : -1;
  }

  // Finds, for each value, its last reader in the forward part and whether the rest reads it.
  void find_readers() {
    for (int i = 0; i < node_count(); ++i) {
      for (const int id : node(i).inputs) {
        if (maker(id) < 0) continue;
        if (i <= last_) {
          last_reader_[id] = i;
        } else {
          read_behind_.insert(id);
        }
      }
    }
    for (const int id : read_behind_) activation_bytes_ += graph_.info(id).type.bytes();
    for (const auto& [name, id] : graph_.outputs()) results_.insert(id);
    for (const auto& [variable, next] : graph_.updates()) results_.insert(next);
  }

  // Each segment keeps about as many bytes.
  void divide(int segments) {
    std::int64_t before = 0;
    for (int i = 0; i <= last_; ++i) {
      segment_of_.push_back(static_cast<int>(std::min<std::int64_t>(
          segments - 1, before * segments / std::max<std::int64_t>(1, activation_bytes_))));
      for (const int id : node(i).outputs) {
        if (read_behind_.contains(id)) before += graph_.info(id).type.bytes();
      }
    }
  }

  // Small values, such as the statistics of batch norm, are not worth computing again.
  bool has_value(int id) const {
    constexpr std::int64_t small = 10000;
    const int producer = maker(id);
    if (producer < 0 || results_.contains(id)) return true;
    const int segment = segment_of_[at(producer)];
    const auto reader = last_reader_.find(id);
    const bool crosses = reader != last_reader_.end() && segment_of_[at(reader->second)] > segment;
    return segment == segment_of_.back() || crosses ||
           graph_.info(id).type.bytes() < activation_bytes_ / small;
  }

  // Copies the nodes that make a value, back to values that are kept.
  void compute_again(int value) {
    std::set<int> nodes;
    std::vector<int> open = {value};
    while (!open.empty()) {
      const int id = open.back();
      open.pop_back();
      if (has_value(id) || done_.contains(maker(id)) || !nodes.insert(maker(id)).second) continue;
      const std::vector<int>& inputs = node(maker(id)).inputs;
      open.insert(open.end(), inputs.begin(), inputs.end());
    }
    for (const int i : nodes) {
      const std::vector<Value> outputs =
          rewriter_.target().add(node(i).layer, rewriter_(node(i).inputs), node(i).name + "/again");
      done_.insert(i);
      for (size_t k = 0; k < outputs.size(); ++k) {
        // From now on all readers of the value read this one: the forward part is complete.
        if (!has_value(node(i).outputs[k])) rewriter_.map(node(i).outputs[k], outputs[k]);
      }
    }
  }

  const Graph& graph_;
  Rewriter rewriter_;
  int last_ = 0;  // last node of the forward part
  std::map<int, int> last_reader_;
  std::set<int> read_behind_, results_, done_;
  std::int64_t activation_bytes_ = 0;  // without recomputation
  std::vector<int> segment_of_;        // of each node of the forward part
};

}  // namespace

std::unique_ptr<Graph> recompute(const Graph& graph, const std::string& loss, int segments) {
  return Recomputation(graph, loss, segments).run();
}

}  // namespace fovea
