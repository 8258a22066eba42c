#include "framework/formats/onnx/standard.h"

#include <algorithm>
#include <limits>
#include <string_view>

#include "fovea/core/error.h"

namespace fovea::onnx {

namespace {

constexpr size_t any = std::numeric_limits<size_t>::max();

/// The most inputs and outputs from an operator set on. Of two rows for one operator the later
/// counts where its operator set is reached. Without outputs: an operator that has ended.
struct Limits {
  std::string_view op;
  std::int64_t since;
  size_t inputs, outputs;
};

// https://onnx.ai/onnx/operators, the column of changes included.
constexpr Limits rows[] = {
    {"Abs", 1, 1, 1},
    {"Add", 1, 2, 1},
    {"And", 1, 2, 1},
    {"ArgMax", 1, 1, 1},
    {"ArgMin", 1, 1, 1},
    {"Attention", 1, 6, 4},
    {"AveragePool", 1, 1, 1},
    {"BatchNormalization", 1, 5, 5},
    {"Cast", 1, 1, 1},
    {"Ceil", 1, 1, 1},
    {"Celu", 1, 1, 1},
    {"Clip", 1, 1, 1},
    {"Clip", 11, 3, 1},
    {"Concat", 1, any, 1},
    {"Constant", 1, 0, 1},
    {"ConstantOfShape", 1, 1, 1},
    {"Conv", 1, 3, 1},
    {"ConvTranspose", 1, 3, 1},
    {"Cos", 1, 1, 1},
    {"DepthToSpace", 1, 1, 1},
    {"DequantizeLinear", 1, 3, 1},
    {"Div", 1, 2, 1},
    {"Dropout", 1, 1, 2},
    {"Dropout", 12, 3, 2},
    {"Elu", 1, 1, 1},
    {"Equal", 1, 2, 1},
    {"Erf", 1, 1, 1},
    {"Exp", 1, 1, 1},
    {"Expand", 1, 2, 1},
    {"Flatten", 1, 1, 1},
    {"Floor", 1, 1, 1},
    {"Gather", 1, 2, 1},
    {"GatherElements", 1, 2, 1},
    {"GatherND", 1, 2, 1},
    {"Gelu", 1, 1, 1},
    {"Gemm", 1, 3, 1},
    {"GlobalAveragePool", 1, 1, 1},
    {"GlobalMaxPool", 1, 1, 1},
    {"Greater", 1, 2, 1},
    {"GreaterOrEqual", 1, 2, 1},
    {"GroupNormalization", 1, 3, 1},
    {"HardSigmoid", 1, 1, 1},
    {"HardSwish", 1, 1, 1},
    {"Identity", 1, 1, 1},
    {"InstanceNormalization", 1, 3, 1},
    {"LRN", 1, 1, 1},
    {"LayerNormalization", 1, 3, 3},
    {"LeakyRelu", 1, 1, 1},
    {"Less", 1, 2, 1},
    {"LessOrEqual", 1, 2, 1},
    {"Log", 1, 1, 1},
    {"LogSoftmax", 1, 1, 1},
    {"MatMul", 1, 2, 1},
    {"Max", 1, any, 1},
    {"MaxPool", 1, 1, 1},
    {"MaxPool", 8, 1, 2},
    {"Mean", 1, any, 1},
    {"Min", 1, any, 1},
    {"Mish", 1, 1, 1},
    {"Mul", 1, 2, 1},
    {"Neg", 1, 1, 1},
    {"Not", 1, 1, 1},
    {"Or", 1, 2, 1},
    {"PRelu", 1, 2, 1},
    {"Pad", 1, 1, 1},
    {"Pad", 11, 3, 1},
    {"Pad", 18, 4, 1},
    {"Pow", 1, 2, 1},
    {"QuantizeLinear", 1, 3, 1},
    {"RMSNormalization", 1, 2, 1},
    {"Range", 1, 3, 1},
    {"Reciprocal", 1, 1, 1},
    {"ReduceL1", 1, 1, 1},
    {"ReduceL1", 18, 2, 1},
    {"ReduceL2", 1, 1, 1},
    {"ReduceL2", 18, 2, 1},
    {"ReduceLogSum", 1, 1, 1},
    {"ReduceLogSum", 18, 2, 1},
    {"ReduceLogSumExp", 1, 1, 1},
    {"ReduceLogSumExp", 18, 2, 1},
    {"ReduceMax", 1, 1, 1},
    {"ReduceMax", 18, 2, 1},
    {"ReduceMean", 1, 1, 1},
    {"ReduceMean", 18, 2, 1},
    {"ReduceMin", 1, 1, 1},
    {"ReduceMin", 18, 2, 1},
    {"ReduceProd", 1, 1, 1},
    {"ReduceProd", 18, 2, 1},
    {"ReduceSum", 1, 1, 1},
    {"ReduceSum", 13, 2, 1},
    {"ReduceSumSquare", 1, 1, 1},
    {"ReduceSumSquare", 18, 2, 1},
    {"Relu", 1, 1, 1},
    {"Reshape", 1, 1, 1},
    {"Reshape", 5, 2, 1},
    {"Resize", 10, 2, 1},
    {"Resize", 11, 4, 1},
    {"Round", 1, 1, 1},
    {"Selu", 1, 1, 1},
    {"Shape", 1, 1, 1},
    {"Sigmoid", 1, 1, 1},
    {"Sign", 1, 1, 1},
    {"Sin", 1, 1, 1},
    {"Size", 1, 1, 1},
    {"Slice", 1, 1, 1},
    {"Slice", 10, 5, 1},
    {"Softmax", 1, 1, 1},
    {"SoftmaxCrossEntropyLoss", 1, 3, 2},
    {"Softplus", 1, 1, 1},
    {"Softsign", 1, 1, 1},
    {"SpaceToDepth", 1, 1, 1},
    {"Split", 1, 2, any},
    {"Split", 2, 1, any},
    {"Split", 13, 2, any},
    {"Sqrt", 1, 1, 1},
    {"Squeeze", 1, 1, 1},
    {"Squeeze", 13, 2, 1},
    {"Sub", 1, 2, 1},
    {"Sum", 1, any, 1},
    {"Swish", 1, 1, 1},
    {"Tanh", 1, 1, 1},
    {"ThresholdedRelu", 1, 1, 1},
    {"Tile", 1, 3, 1},
    {"Tile", 6, 2, 1},
    {"TopK", 1, 1, 2},
    {"TopK", 10, 2, 2},
    {"Transpose", 1, 1, 1},
    {"Unsqueeze", 1, 1, 1},
    {"Unsqueeze", 13, 2, 1},
    {"Upsample", 1, 1, 1},
    {"Upsample", 9, 2, 1},
    {"Upsample", 10, 0, 0},
    {"Where", 1, 3, 1},
    {"Xor", 1, 2, 1},
};
static_assert(std::ranges::is_sorted(rows, {}, [](const Limits& row) {
  return std::pair(row.op, row.since);
}));

/// Empty names at the end stand for what is left out.
size_t given(const std::vector<std::string>& names) {
  size_t count = names.size();
  while (count > 0 && names[count - 1].empty()) --count;
  return count;
}

}  // namespace

void expect_standard(const NodeDef& node, std::int64_t opset) {
  const auto [first, last] =
      std::ranges::equal_range(rows, std::string_view(node.op), {}, &Limits::op);
  const Limits* limits = nullptr;
  for (auto row = first; row != last; ++row) {
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
  check(given(node.inputs), limits->inputs, "input");
  check(given(node.outputs), limits->outputs, "output");
}

}  // namespace fovea::onnx
