#include "framework/formats/onnx/standard.h"

#include <algorithm>
#include <limits>
#include <string_view>

#include "fovea/core/error.h"
#include "framework/formats/printable.h"

namespace fovea::onnx {

namespace {

constexpr size_t any = std::numeric_limits<size_t>::max();

/// The most inputs and outputs, and the names of the attributes, from an operator set on. If an
/// operator has several rows, the last one whose operator set is reached is used. No outputs: the
/// operator does not exist any more.
struct Limits {
  std::string_view op;
  std::int64_t since;
  size_t inputs, outputs;
  std::string_view attributes;
};

// https://onnx.ai/onnx/operators, with the column of changes.
constexpr Limits rows[] = {
    {"Abs", 1, 1, 1, "consumed_inputs"},
    {"Abs", 6, 1, 1, ""},
    {"Add", 1, 2, 1, "axis broadcast consumed_inputs"},
    {"Add", 6, 2, 1, "axis broadcast"},
    {"Add", 7, 2, 1, ""},
    {"And", 1, 2, 1, "axis broadcast"},
    {"And", 7, 2, 1, ""},
    {"ArgMax", 1, 1, 1, "axis keepdims"},
    {"ArgMax", 12, 1, 1, "axis keepdims select_last_index"},
    {"ArgMin", 1, 1, 1, "axis keepdims"},
    {"ArgMin", 12, 1, 1, "axis keepdims select_last_index"},
    {"Atan", 7, 1, 1, ""},
    {"Attention", 23, 6, 4,
     "is_causal kv_num_heads q_num_heads qk_matmul_output_mode scale softcap softmax_precision"},
    {"Attention", 24, 7, 4,
     "is_causal kv_num_heads q_num_heads qk_matmul_output_mode scale softcap softmax_precision"},
    {"AveragePool", 1, 1, 1, "auto_pad kernel_shape pads strides"},
    {"AveragePool", 7, 1, 1, "auto_pad count_include_pad kernel_shape pads strides"},
    {"AveragePool", 10, 1, 1, "auto_pad ceil_mode count_include_pad kernel_shape pads strides"},
    {"AveragePool", 19, 1, 1,
     "auto_pad ceil_mode count_include_pad dilations kernel_shape pads strides"},
    {"BatchNormalization", 1, 5, 5, "consumed_inputs epsilon is_test momentum spatial"},
    {"BatchNormalization", 6, 5, 5, "epsilon is_test momentum spatial"},
    {"BatchNormalization", 7, 5, 5, "epsilon momentum spatial"},
    {"BatchNormalization", 9, 5, 5, "epsilon momentum"},
    {"BatchNormalization", 14, 5, 3, "epsilon momentum training_mode"},
    {"Cast", 1, 1, 1, "to"},
    {"Cast", 19, 1, 1, "saturate to"},
    {"Cast", 24, 1, 1, "round_mode saturate to"},
    {"CastLike", 15, 2, 1, ""},
    {"CastLike", 19, 2, 1, "saturate"},
    {"CastLike", 24, 2, 1, "round_mode saturate"},
    {"Ceil", 1, 1, 1, "consumed_inputs"},
    {"Ceil", 6, 1, 1, ""},
    {"Celu", 12, 1, 1, "alpha"},
    {"Clip", 1, 1, 1, "consumed_inputs max min"},
    {"Clip", 6, 1, 1, "max min"},
    {"Clip", 11, 3, 1, ""},
    {"Concat", 1, any, 1, "axis"},
    {"Constant", 1, 0, 1, "value"},
    {"Constant", 11, 0, 1, "sparse_value value"},
    {"Constant", 12, 0, 1,
     "sparse_value value value_float value_floats value_int value_ints value_string value_strings"},
    {"ConstantOfShape", 9, 1, 1, "value"},
    {"Conv", 1, 3, 1, "auto_pad dilations group kernel_shape pads strides"},
    {"ConvTranspose", 1, 3, 1,
     "auto_pad dilations group kernel_shape output_padding output_shape pads strides"},
    {"Cos", 7, 1, 1, ""},
    {"CumSum", 11, 2, 1, "exclusive reverse"},
    {"DepthToSpace", 1, 1, 1, "blocksize"},
    {"DepthToSpace", 11, 1, 1, "blocksize mode"},
    {"DequantizeLinear", 10, 3, 1, ""},
    {"DequantizeLinear", 13, 3, 1, "axis"},
    {"DequantizeLinear", 21, 3, 1, "axis block_size"},
    {"DequantizeLinear", 23, 3, 1, "axis block_size output_dtype"},
    {"Div", 1, 2, 1, "axis broadcast consumed_inputs"},
    {"Div", 6, 2, 1, "axis broadcast"},
    {"Div", 7, 2, 1, ""},
    {"Dropout", 1, 1, 2, "consumed_inputs is_test ratio"},
    {"Dropout", 6, 1, 2, "is_test ratio"},
    {"Dropout", 7, 1, 2, "ratio"},
    {"Dropout", 12, 3, 2, "seed"},
    {"Einsum", 12, any, 1, "equation"},
    {"Elu", 1, 1, 1, "alpha consumed_inputs"},
    {"Elu", 6, 1, 1, "alpha"},
    {"Equal", 1, 2, 1, "axis broadcast"},
    {"Equal", 7, 2, 1, ""},
    {"Erf", 9, 1, 1, ""},
    {"Exp", 1, 1, 1, "consumed_inputs"},
    {"Exp", 6, 1, 1, ""},
    {"Expand", 8, 2, 1, ""},
    {"Flatten", 1, 1, 1, "axis"},
    {"Floor", 1, 1, 1, "consumed_inputs"},
    {"Floor", 6, 1, 1, ""},
    {"Gather", 1, 2, 1, "axis"},
    {"GatherElements", 11, 2, 1, "axis"},
    {"GatherND", 11, 2, 1, ""},
    {"GatherND", 12, 2, 1, "batch_dims"},
    {"Gelu", 20, 1, 1, "approximate"},
    {"Gemm", 1, 3, 1, "alpha beta broadcast transA transB"},
    {"Gemm", 7, 3, 1, "alpha beta transA transB"},
    {"GlobalAveragePool", 1, 1, 1, ""},
    {"GlobalLpPool", 1, 1, 1, "p"},
    {"GlobalMaxPool", 1, 1, 1, ""},
    {"Greater", 1, 2, 1, "axis broadcast"},
    {"Greater", 7, 2, 1, ""},
    {"GreaterOrEqual", 12, 2, 1, ""},
    {"GroupNormalization", 18, 3, 1, "epsilon num_groups"},
    {"GroupNormalization", 21, 3, 1, "epsilon num_groups stash_type"},
    {"HardSigmoid", 1, 1, 1, "alpha beta consumed_inputs"},
    {"HardSigmoid", 6, 1, 1, "alpha beta"},
    {"HardSwish", 14, 1, 1, ""},
    {"Hardmax", 1, 1, 1, "axis"},
    {"Identity", 1, 1, 1, ""},
    {"InstanceNormalization", 1, 3, 1, "consumed_inputs epsilon"},
    {"InstanceNormalization", 6, 3, 1, "epsilon"},
    {"LRN", 1, 1, 1, "alpha beta bias size"},
    {"LayerNormalization", 17, 3, 3, "axis epsilon stash_type"},
    {"LeakyRelu", 1, 1, 1, "alpha consumed_inputs"},
    {"LeakyRelu", 6, 1, 1, "alpha"},
    {"Less", 1, 2, 1, "axis broadcast"},
    {"Less", 7, 2, 1, ""},
    {"LessOrEqual", 12, 2, 1, ""},
    {"Log", 1, 1, 1, "consumed_inputs"},
    {"Log", 6, 1, 1, ""},
    {"LogSoftmax", 1, 1, 1, "axis"},
    {"LpPool", 1, 1, 1, "auto_pad kernel_shape p pads strides"},
    {"LpPool", 18, 1, 1, "auto_pad ceil_mode dilations kernel_shape p pads strides"},
    {"MatMul", 1, 2, 1, ""},
    {"Max", 1, any, 1, "consumed_inputs"},
    {"Max", 6, any, 1, ""},
    {"MaxPool", 1, 1, 1, "auto_pad kernel_shape pads strides"},
    {"MaxPool", 8, 1, 2, "auto_pad kernel_shape pads storage_order strides"},
    {"MaxPool", 10, 1, 2, "auto_pad ceil_mode dilations kernel_shape pads storage_order strides"},
    {"Mean", 1, any, 1, "consumed_inputs"},
    {"Mean", 6, any, 1, ""},
    {"Min", 1, any, 1, "consumed_inputs"},
    {"Min", 6, any, 1, ""},
    {"Mish", 18, 1, 1, ""},
    {"Mod", 10, 2, 1, "fmod"},
    {"Mul", 1, 2, 1, "axis broadcast consumed_inputs"},
    {"Mul", 6, 2, 1, "axis broadcast"},
    {"Mul", 7, 2, 1, ""},
    {"Neg", 1, 1, 1, "consumed_inputs"},
    {"Neg", 6, 1, 1, ""},
    {"NonZero", 9, 1, 1, ""},
    {"Not", 1, 1, 1, ""},
    {"Or", 1, 2, 1, "axis broadcast"},
    {"Or", 7, 2, 1, ""},
    {"PRelu", 1, 2, 1, "consumed_inputs"},
    {"PRelu", 6, 2, 1, ""},
    {"Pad", 1, 1, 1, "mode paddings value"},
    {"Pad", 2, 1, 1, "mode pads value"},
    {"Pad", 11, 3, 1, "mode"},
    {"Pad", 18, 4, 1, "mode"},
    {"Pow", 1, 2, 1, "axis broadcast"},
    {"Pow", 7, 2, 1, ""},
    {"QuantizeLinear", 10, 3, 1, ""},
    {"QuantizeLinear", 13, 3, 1, "axis"},
    {"QuantizeLinear", 19, 3, 1, "axis saturate"},
    {"QuantizeLinear", 21, 3, 1, "axis block_size output_dtype saturate"},
    {"QuantizeLinear", 23, 3, 1, "axis block_size output_dtype precision saturate"},
    {"RMSNormalization", 23, 2, 1, "axis epsilon stash_type"},
    {"Range", 11, 3, 1, ""},
    {"Reciprocal", 1, 1, 1, "consumed_inputs"},
    {"Reciprocal", 6, 1, 1, ""},
    {"ReduceL1", 1, 1, 1, "axes keepdims"},
    {"ReduceL1", 18, 2, 1, "keepdims noop_with_empty_axes"},
    {"ReduceL2", 1, 1, 1, "axes keepdims"},
    {"ReduceL2", 18, 2, 1, "keepdims noop_with_empty_axes"},
    {"ReduceLogSum", 1, 1, 1, "axes keepdims"},
    {"ReduceLogSum", 18, 2, 1, "keepdims noop_with_empty_axes"},
    {"ReduceLogSumExp", 1, 1, 1, "axes keepdims"},
    {"ReduceLogSumExp", 18, 2, 1, "keepdims noop_with_empty_axes"},
    {"ReduceMax", 1, 1, 1, "axes keepdims"},
    {"ReduceMax", 18, 2, 1, "keepdims noop_with_empty_axes"},
    {"ReduceMean", 1, 1, 1, "axes keepdims"},
    {"ReduceMean", 18, 2, 1, "keepdims noop_with_empty_axes"},
    {"ReduceMin", 1, 1, 1, "axes keepdims"},
    {"ReduceMin", 18, 2, 1, "keepdims noop_with_empty_axes"},
    {"ReduceProd", 1, 1, 1, "axes keepdims"},
    {"ReduceProd", 18, 2, 1, "keepdims noop_with_empty_axes"},
    {"ReduceSum", 1, 1, 1, "axes keepdims"},
    {"ReduceSum", 13, 2, 1, "keepdims noop_with_empty_axes"},
    {"ReduceSumSquare", 1, 1, 1, "axes keepdims"},
    {"ReduceSumSquare", 18, 2, 1, "keepdims noop_with_empty_axes"},
    {"Relu", 1, 1, 1, "consumed_inputs"},
    {"Relu", 6, 1, 1, ""},
    {"Reshape", 1, 1, 1, "consumed_inputs shape"},
    {"Reshape", 5, 2, 1, ""},
    {"Reshape", 14, 2, 1, "allowzero"},
    {"Resize", 10, 2, 1, "mode"},
    {"Resize", 11, 4, 1,
     "coordinate_transformation_mode cubic_coeff_a exclude_outside extrapolation_value mode "
     "nearest_mode"},
    {"Resize", 18, 4, 1,
     "antialias axes coordinate_transformation_mode cubic_coeff_a exclude_outside "
     "extrapolation_value keep_aspect_ratio_policy mode nearest_mode"},
    {"RotaryEmbedding", 23, 4, 1, "interleaved num_heads rotary_embedding_dim"},
    {"Round", 11, 1, 1, ""},
    {"ScatterElements", 11, 3, 1, "axis"},
    {"ScatterElements", 16, 3, 1, "axis reduction"},
    {"ScatterND", 11, 3, 1, ""},
    {"ScatterND", 16, 3, 1, "reduction"},
    {"Selu", 1, 1, 1, "alpha consumed_inputs gamma"},
    {"Selu", 6, 1, 1, "alpha gamma"},
    {"Shape", 1, 1, 1, ""},
    {"Shape", 15, 1, 1, "end start"},
    {"Sigmoid", 1, 1, 1, "consumed_inputs"},
    {"Sigmoid", 6, 1, 1, ""},
    {"Sign", 9, 1, 1, ""},
    {"Sin", 7, 1, 1, ""},
    {"Size", 1, 1, 1, ""},
    {"Slice", 1, 1, 1, "axes ends starts"},
    {"Slice", 10, 5, 1, ""},
    {"Softmax", 1, 1, 1, "axis"},
    {"SoftmaxCrossEntropyLoss", 12, 3, 2, "ignore_index reduction"},
    {"Softplus", 1, 1, 1, ""},
    {"Softsign", 1, 1, 1, ""},
    {"SpaceToDepth", 1, 1, 1, "blocksize"},
    {"Split", 1, 2, any, "axis split"},
    {"Split", 2, 1, any, "axis split"},
    {"Split", 13, 2, any, "axis"},
    {"Split", 18, 2, any, "axis num_outputs"},
    {"Sqrt", 1, 1, 1, "consumed_inputs"},
    {"Sqrt", 6, 1, 1, ""},
    {"Squeeze", 1, 1, 1, "axes"},
    {"Squeeze", 13, 2, 1, ""},
    {"Sub", 1, 2, 1, "axis broadcast consumed_inputs"},
    {"Sub", 6, 2, 1, "axis broadcast"},
    {"Sub", 7, 2, 1, ""},
    {"Sum", 1, any, 1, "consumed_inputs"},
    {"Sum", 6, any, 1, ""},
    {"Swish", 24, 1, 1, "alpha"},
    {"Tan", 7, 1, 1, ""},
    {"Tanh", 1, 1, 1, "consumed_inputs"},
    {"Tanh", 6, 1, 1, ""},
    {"ThresholdedRelu", 10, 1, 1, "alpha"},
    {"Tile", 1, 3, 1, ""},
    {"Tile", 6, 2, 1, ""},
    {"TopK", 1, 1, 2, "axis k"},
    {"TopK", 10, 2, 2, "axis"},
    {"TopK", 11, 2, 2, "axis largest sorted"},
    {"Transpose", 1, 1, 1, "perm"},
    {"Trilu", 14, 2, 1, "upper"},
    {"Unsqueeze", 1, 1, 1, "axes"},
    {"Unsqueeze", 13, 2, 1, ""},
    {"Upsample", 1, 1, 1, "height_scale mode width_scale"},
    {"Upsample", 7, 1, 1, "mode scales"},
    {"Upsample", 9, 2, 1, "mode"},
    {"Upsample", 10, 0, 0, ""},
    {"Where", 9, 3, 1, ""},
    {"Xor", 1, 2, 1, "axis broadcast"},
    {"Xor", 7, 2, 1, ""},
};
static_assert(std::ranges::is_sorted(rows, {}, [](const Limits& row) {
  return std::pair(row.op, row.since);
}));

/// Empty names at the end mean that those are left out.
size_t count_named(const std::vector<std::string>& names) {
  size_t count = names.size();
  while (count > 0 && names[count - 1].empty()) --count;
  return count;
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  for (size_t end = 0; !text.empty(); text.remove_prefix(std::min(end + 1, text.size()))) {
    end = std::min(text.find(' '), text.size());
    words.emplace_back(text.substr(0, end));
  }
  return words;
}

void expect_attributes(const NodeDef& node, std::int64_t opset, const Limits& limits) {
  const std::vector<std::string> known = words_of(limits.attributes);
  for (const auto& [name, value] : node.attributes) {
    if (std::ranges::find(known, name) != known.end()) continue;
    const std::string close = nearest(name, known);
    throw Error("attribute '{}' does not exist (operator set {}{})", printable(name), opset,
                close.empty() ? "" : fmt::format("; the nearest that does: {}", close));
  }
}

}  // namespace

void expect_standard(const NodeDef& node, std::int64_t opset) {
  const std::string_view op = node.op;
  const Limits* limits = nullptr;
  for (auto row = std::ranges::lower_bound(rows, op, {}, &Limits::op);
       row != std::end(rows) && row->op == op; ++row) {
    if (row->since <= opset) limits = &*row;
  }
  if (!limits) return;
  if (limits->outputs == 0) {
    throw Error("{} ended with operator set {}, and this is set {}", node.op, limits->since - 1,
                opset);
  }
  const auto check = [&](size_t count, size_t most, const char* what) {
    if (count <= most) return;
    throw Error("it has {} {}s, the operator at most {} (operator set {})", count, what, most,
                opset);
  };
  check(count_named(node.inputs), limits->inputs, "input");
  check(count_named(node.outputs), limits->outputs, "output");
  expect_attributes(node, opset, *limits);
}

}  // namespace fovea::onnx
