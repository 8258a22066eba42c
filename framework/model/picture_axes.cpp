#include "framework/model/picture_axes.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "fovea/layers/binary.h"
#include "fovea/layers/layer_norm.h"
#include "fovea/layers/reduce.h"
#include "fovea/layers/slice.h"
#include "fovea/layers/softmax.h"
#include "fovea/layers/unary.h"

namespace fovea {

namespace {

constexpr auto reshaping = std::to_array<std::string_view>({"reshape", "flatten", "reshape_like"});
// Inputs are matched from the last axis on.
constexpr auto broadcasting = std::to_array<std::string_view>({"where", "expand", "matmul"});
// Layers that change the size along an axis, or leave that axis alone.
constexpr auto along_any_axis = std::to_array<std::string_view>(
    {"slice", "concat", "gather", "cast", "identity", "dropout", "gelu", "silu", "relu",
     "leaky_relu", "elu", "clip", "scale_shift"});

template <size_t Count>
bool is_one_of(const std::string& kind, const std::array<std::string_view, Count>& kinds) {
  return std::ranges::find(kinds, kind) != kinds.end();
}

// The one axis that has twice the elements for two pictures.
int growing_axis(const PictureShapes& value) {
  const Shape &one = value.one, &two = value.two;
  if (one.rank() != two.rank()) return mixed_pictures;
  int picture_axis = mixed_pictures;
  for (int axis = 0; axis < one.rank(); ++axis) {
    if (two[axis] == one[axis]) continue;
    if (two[axis] != 2 * one[axis] || picture_axis >= 0) return mixed_pictures;
    picture_axis = axis;
  }
  return picture_axis;
}

// The layer computes the axes from this one on together.
int first_together(const Layer& layer, int rank) {
  if (const auto* const norm = dynamic_cast<const LayerNormLayer*>(&layer)) {
    return norm->axis() < 0 ? norm->axis() + rank : norm->axis();
  }
  if (dynamic_cast<const SoftmaxLayer*>(&layer) || layer.kind() == "dense") return rank - 1;
  return rank;
}

bool turns_round(const Layer& layer, int axis, int rank) {
  const auto* const slice = dynamic_cast<const SliceLayer*>(&layer);
  if (!slice) return false;
  const SliceConfig& config = slice->config();
  for (size_t i = 0; i < config.steps.size(); ++i) {
    std::int64_t at = config.axes.empty() ? static_cast<std::int64_t>(i) : config.axes[i];
    if (at < 0) at += rank;
    if (at == axis && config.steps[i] != 1) return true;
  }
  return false;
}

// Whether the layer keeps pictures apart that are along `axis` of an input of this shape and along
// `result` of the output.
bool keeps_apart(const Layer& layer, const Shape& x, int axis, const Shape& y, int result) {
  const std::string kind = layer.kind();
  if (kind == "transpose") return true;
  if (is_one_of(kind, reshaping)) return x.count(0, axis) == y.count(0, result);
  if (x[axis] != y[result]) return false;  // several are joined, or some are left out
  if (is_one_of(kind, broadcasting) || dynamic_cast<const BinaryLayer*>(&layer)) {
    return x.rank() - axis == y.rank() - result;
  }
  const int together = first_together(layer, x.rank());
  if (axis != result || axis >= together || turns_round(layer, axis, x.rank())) return false;
  return (axis == 0 && x.rank() > 1) || together < x.rank() || is_one_of(kind, along_any_axis) ||
         dynamic_cast<const UnaryLayer*>(&layer) || dynamic_cast<const ReduceLayer*>(&layer);
}

}  // namespace

std::vector<int> picture_axes(const Graph& graph, const std::function<PictureShapes(int)>& shapes) {
  std::vector<int> axes(static_cast<size_t>(graph.value_count()), no_pictures);
  const auto axis_of = [&](int id) -> int& { return axes[static_cast<size_t>(id)]; };
  for (const int id : graph.inputs()) {
    if (graph.info(id).type.shape.rank() > 0) axis_of(id) = 0;
  }
  for (const Node& node : graph.nodes()) {
    std::vector<int> data;
    for (size_t i = 0; i < node.inputs.size(); ++i) {
      const int id = node.inputs[i];
      if (axis_of(id) != no_pictures && node.layer->reads(static_cast<int>(i))) data.push_back(id);
    }
    if (data.empty()) continue;
    for (const int output : node.outputs) {
      const PictureShapes y = shapes(output);
      const int result = growing_axis(y);
      const bool apart =
          result >= 0 && std::ranges::all_of(data, [&](int id) {
            const int axis = axis_of(id);
            return axis >= 0 && keeps_apart(*node.layer, shapes(id).one, axis, y.one, result);
          });
      axis_of(output) = apart ? result : mixed_pictures;
    }
  }
  return axes;
}

}  // namespace fovea
