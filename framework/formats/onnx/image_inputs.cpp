#include "framework/formats/onnx/image_inputs.h"

#include <algorithm>
#include <set>

namespace fovea::onnx {

namespace {

/// Works on every number by itself, in whatever order they lie.
const std::set<std::string> by_element = {
    "Add", "Cast", "Clip", "DequantizeLinear", "Div",  "Identity", "Max", "Min",
    "Mul", "Neg",  "Pow",  "QuantizeLinear",   "Relu", "Sub",      "Sum"};
/// Takes its input as (N, C, H, W).
const std::set<std::string> of_images = {
    "AveragePool",   "BatchNormalization",    "Conv",
    "ConvTranspose", "DepthToSpace",          "GlobalAveragePool",
    "GlobalMaxPool", "InstanceNormalization", "LRN",
    "MaxPool",       "SpaceToDepth",          "Upsample"};

enum class Order { first, last, unknown };

bool turns_channels_first(const NodeDef& node) {
  const auto perm = node.attributes.find("perm");
  const Ints* order = perm == node.attributes.end() ? nullptr : std::get_if<Ints>(&perm->second);
  return order && *order == Ints{0, 3, 1, 2};
}

bool is_channel_count(std::int64_t extent) { return extent == 1 || extent == 3; }

/// What the nodes that read the input, at first or behind arithmetic, say about it.
Order order_by_readers(const GraphDef& file, const std::string& input) {
  std::set<std::string> same_order = {input};
  bool turned = false;
  for (bool more = true; more;) {  // nodes stand in any order
    more = false;
    for (const NodeDef& node : file.nodes) {
      const bool reads = std::ranges::any_of(
          node.inputs, [&](const std::string& value) { return same_order.contains(value); });
      if (!reads) continue;
      if (of_images.contains(node.op)) return Order::first;
      turned = turned || (node.op == "Transpose" && turns_channels_first(node));
      if (!by_element.contains(node.op)) continue;
      for (const std::string& output : node.outputs) {
        if (!output.empty()) more = same_order.insert(output).second || more;
      }
    }
  }
  return turned ? Order::last : Order::unknown;
}

}  // namespace

bool has_channels_last(const GraphDef& file, const ValueDef& input) {
  const Ints& dims = input.dims;
  if (file.ours || dims.size() != 4) return false;
  const Order order = order_by_readers(file, input.name);
  if (order != Order::unknown) return order == Order::last;
  return is_channel_count(dims[3]) && !is_channel_count(dims[1]);
}

}  // namespace fovea::onnx
