#include "framework/formats/onnx/image_inputs.h"

#include <algorithm>
#include <ranges>
#include <set>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace fovea::onnx {

namespace {

/// These work on every number by itself, in any order of the axes.
const std::set<std::string> by_element = {
    "Add", "Cast", "Clip", "DequantizeLinear", "Div",  "Identity", "Max", "Min",
    "Mul", "Neg",  "Pow",  "QuantizeLinear",   "Relu", "Sub",      "Sum"};
/// These take their input as (N, C, H, W).
const std::set<std::string> of_images = {"AveragePool",   "BatchNormalization",
                                         "Conv",          "ConvTranspose",
                                         "DepthToSpace",  "GlobalAveragePool",
                                         "GlobalMaxPool", "InstanceNormalization",
                                         "LRN",           "LpPool",
                                         "MaxPool",       "SpaceToDepth",
                                         "Upsample"};

enum class Order { first, last, unknown };

bool turns_channels_first(const NodeDef& node) {
  const auto perm = node.attributes.find("perm");
  const Ints* order = perm == node.attributes.end() ? nullptr : std::get_if<Ints>(&perm->second);
  return order && *order == Ints{0, 3, 1, 2};
}

bool is_channel_count(std::int64_t extent) { return extent == 1 || extent == 3; }

/// The order that the nodes which read the input, directly or after arithmetic, need.
Order order_by_readers(const GraphDef& file, const std::string& input) {
  std::unordered_multimap<std::string_view, const NodeDef*> readers;
  for (const NodeDef& node : file.nodes) {
    for (const std::string& value : node.inputs) readers.emplace(value, &node);
  }
  std::set<std::string_view> same_order = {input};
  std::vector<std::string_view> waiting = {input};
  bool turned = false;
  while (!waiting.empty()) {
    const auto [first, last] = readers.equal_range(waiting.back());
    waiting.pop_back();
    for (auto reader = first; reader != last; ++reader) {
      const NodeDef* node = reader->second;
      if (of_images.contains(node->op)) return Order::first;
      turned = turned || (node->op == "Transpose" && turns_channels_first(*node));
      if (!by_element.contains(node->op)) continue;
      for (const std::string& output : node->outputs) {
        if (!output.empty() && same_order.insert(output).second) waiting.push_back(output);
      }
    }
  }
  return turned ? Order::last : Order::unknown;
}

}  // namespace

bool has_channels_last(const GraphDef& file, const ValueDef& input) {
  const Ints& dims = input.dims;
  // A file of ours may have gone through another tool, which keeps the metadata.
  const bool ours = file.ours || file.metadata.contains("fovea.version");
  if (ours || dims.size() != 4) return false;
  const Order order = order_by_readers(file, input.name);
  if (order != Order::unknown) return order == Order::last;
  return is_channel_count(dims[3]) && !is_channel_count(dims[1]);
}

}  // namespace fovea::onnx
