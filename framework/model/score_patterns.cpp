#include "framework/model/score_patterns.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

namespace fovea {

namespace {

constexpr auto reshaping = std::to_array<std::string_view>(
    {"reshape", "reshape_like", "flatten", "identity", "transpose", "dropout", "cast"});

}  // namespace

bool is_row(const Shape& shape) {
  return std::ranges::count_if(shape.dims(), [](std::int64_t dim) { return dim != 1; }) <= 1;
}

bool ScorePatterns::changes_shape_alone(const Node& node) {
  return std::ranges::find(reshaping, node.layer->kind()) != reshaping.end();
}

const Node* ScorePatterns::maker(int id) const {
  const ValueInfo& info = graph_.info(id);
  if (info.kind != ValueKind::node) return nullptr;
  return &graph_.nodes()[static_cast<size_t>(info.index)];
}

const Node* ScorePatterns::maker_of_kind(int id, std::string_view kind) const {
  const Node* node = maker(before_reshaping(id));
  return node && node->layer->kind() == kind ? node : nullptr;
}

bool ScorePatterns::is_one_everywhere(int id) const {
  const Node* node = maker(before_reshaping(id));
  if (!node || (node->layer->kind() != "softmax" && node->layer->kind() != "log_softmax")) {
    return false;
  }
  const Shape& shape = pictures_.shape(node->outputs[0]);
  return shape.rank() > 0 && shape.back() == 1 && shape.count() > 1;
}

int ScorePatterns::before_reshaping(int id) const {
  for (const Node* node = maker(id); node && changes_shape_alone(*node); node = maker(id)) {
    const int input = node->inputs[0];
    const bool same =
        pictures_.type(input) == pictures_.type(id) && node->layer->kind() != "transpose";
    const bool row = is_row(pictures_.shape(input)) && is_row(pictures_.shape(id));
    if (!pictures_.is_data(input) || pictures_.type(input).dtype != pictures_.type(id).dtype ||
        (!same && !row))
      break;
    id = input;
  }
  return id;
}

int ScorePatterns::before_guard(int id) const {
  id = before_reshaping(id);
  if (const auto affine = scaled_value_of(id);
      affine && affine->scale == 1 && std::abs(affine->shift) <= negligible) {
    return before_reshaping(affine->value);
  }
  const Node* node = maker(id);
  if (node && node->layer->kind() == "clip") return before_reshaping(node->inputs[0]);
  if (node && node->layer->kind() == "maximum") {
    for (const size_t side : {size_t{0}, size_t{1}}) {
      const auto least = number(node->inputs[side]);
      if (least && *least <= negligible) return before_reshaping(node->inputs[1 - side]);
    }
  }
  return id;
}

std::optional<float> ScorePatterns::number(int id) const {
  const ValueInfo& info = graph_.info(id);
  const Tensor* tensor = nullptr;
  if (info.kind == ValueKind::constant) {
    tensor = &graph_.constants()[static_cast<size_t>(info.index)];
  } else if (info.kind == ValueKind::variable) {
    const auto weight = model_.weights.find(info.name);
    if (weight != model_.weights.end()) tensor = &weight->second;
  }
  if (!tensor || tensor->dtype() != DType::f32 || tensor->shape().count() == 0) return {};
  const auto values = tensor->as<float>();
  if (std::ranges::any_of(values, [&](float value) { return value != values[0]; })) return {};
  return values[0];
}

std::optional<ScaledValue> ScorePatterns::scaled_value_of(int id) const {
  const Node* node = maker(before_reshaping(id));
  if (!node) return {};
  const std::string kind = node->layer->kind();
  const auto& in = node->inputs;
  if (kind == "negative") return ScaledValue{in[0], -1, 0};
  if (kind == "scale_shift" && in.size() == 3) {
    const auto scale = number(in[1]), shift = number(in[2]);
    if (scale && shift) return ScaledValue{in[0], *scale, *shift};
    return {};
  }
  if (in.size() != 2) return {};
  const auto left = number(in[0]), right = number(in[1]);
  if (kind == "add" && right) return ScaledValue{in[0], 1, *right};
  if (kind == "add" && left) return ScaledValue{in[1], 1, *left};
  if (kind == "subtract" && right) return ScaledValue{in[0], 1, -*right};
  if (kind == "multiply" && right) return ScaledValue{in[0], *right, 0};
  if (kind == "multiply" && left) return ScaledValue{in[1], *left, 0};
  if (kind == "divide" && right && *right != 0) return ScaledValue{in[0], 1 / *right, 0};
  return {};
}

bool ScorePatterns::is_sum_of(int sum, int terms) const {
  const Node* node = maker(before_guard(sum));
  if (node && node->layer->kind() == "expand") node = maker(before_guard(node->inputs[0]));
  if (!node || node->layer->kind() != "reduce_sum") return false;
  const Shape &from = pictures_.shape(node->inputs[0]), &to = pictures_.shape(node->outputs[0]);
  const bool classes = is_row(from) ? to.count() == 1
                                    : from.rank() > 0 && to.count() * from.back() == from.count() &&
                                          (from.rank() != to.rank() || to.back() == 1);
  return classes && before_reshaping(node->inputs[0]) == before_reshaping(terms);
}

}  // namespace fovea
