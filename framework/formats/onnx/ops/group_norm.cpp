// GroupNormalization, whose layer is made of others: they are written instead. Scale and bias have
// one number per group in operator sets 18 to 20, and one per channel from 21 on.
#include "fovea/layers/group_norm.h"

#include "framework/formats/onnx/windows.h"

namespace fovea::onnx {

namespace {

/// Input i, repeated to one number per channel.
Value channel_weight(const ImportNode& node, size_t i, std::int64_t channels, int groups) {
  const bool grouped = node.opset() < 21;
  const Tensor& numbers = node.floats(i);
  if (numbers.shape() != Shape{grouped ? groups : channels}) {
    throw Error("input {} is {} for {} {}", i + 1, numbers.shape().str(),
                grouped ? groups : channels, grouped ? "groups" : "channels");
  }
  if (!grouped) return node.weight(i);
  Tensor repeated(Shape{channels}, DType::f32);
  const size_t size = static_cast<size_t>(channels / groups);
  for (size_t c = 0; c < repeated.as<float>().size(); ++c) {
    repeated.as<float>()[c] = numbers.as<float>()[c / size];
  }
  return node.weight(i, repeated, "a channel");
}

void read(ImportNode& node) {
  if (node.opset() < 18) throw Error("it is no operator of set {}, only from 18 on", node.opset());
  if (!node.has("num_groups")) throw Error("it has no num_groups");
  const GroupNormConfig config{.groups = to_int(node.integer("num_groups", 0), "num_groups"),
                               .epsilon = node.number("epsilon", 1e-5f),
                               .name = node.name()};
  const Value x = image_input(node);
  const std::int64_t channels = x.shape()[3];
  if (config.groups < 1 || channels % config.groups != 0) {
    throw Error("num_groups {} must divide {} channels", config.groups, channels);
  }
  image_result(node, group_norm(x, channel_weight(node, 1, channels, config.groups),
                                channel_weight(node, 2, channels, config.groups), config));
}

}  // namespace

void register_group_norm(OpTable& table) { table.importers["GroupNormalization"] = read; }

}  // namespace fovea::onnx
