#include "tests/onnx/backend_scope.h"

namespace fovea {

// clang-format off
const std::set<std::string>& operators() {
  static const std::set<std::string> names = {
      "Abs", "Add", "And", "ArgMax", "AveragePool", "BatchNormalization", "Cast", "CastLike",
      "Celu", "Clip", "Concat", "Constant", "Conv", "ConvTranspose", "CumSum", "DepthToSpace",
      "Div", "Dropout", "Einsum", "Elu", "Equal", "Erf", "Exp", "Expand", "Flatten", "Gather",
      "Gemm", "GlobalAveragePool", "GlobalMaxPool", "Greater", "GreaterOrEqual", "HardSigmoid",
      "HardSwish", "Hardmax", "Identity", "If", "InstanceNormalization", "LRN",
      "LayerNormalization", "LeakyRelu", "Less", "LessOrEqual", "Log", "LogSoftmax", "MatMul",
      "Max", "MaxPool", "Min", "Mul", "Neg", "Not", "Or", "PRelu", "Pad", "Pow", "Reciprocal",
      "ReduceL1", "ReduceL2", "ReduceLogSum", "ReduceLogSumExp", "ReduceMax", "ReduceMean",
      "ReduceMin", "ReduceProd", "ReduceSum", "ReduceSumSquare", "Relu", "Reshape", "Resize",
      "Selu", "Shape", "Sigmoid", "Slice", "Softmax", "Softplus", "Softsign", "SpaceToDepth",
      "Split", "Sqrt", "Squeeze", "Sub", "Sum", "Tanh", "ThresholdedRelu", "Tile", "TopK",
      "Transpose", "Trilu", "Unsqueeze", "Upsample", "Where", "Xor"};
  return names;
}
// clang-format on

const std::map<std::string, std::string>& failures() {
  static const std::map<std::string, std::string> table = {
      {"test_averagepool_3d_default", "windows of three axes"},
      {"test_convtranspose_3d", "windows of three axes"},
      {"test_dropout_default_mask", "the mask as an output"},
      {"test_dropout_default_mask_ratio", "the mask as an output"},
      {"test_if", "a condition that the graph computes"},
      {"test_maxpool_3d_default", "windows of three axes"},
      {"test_maxpool_with_argmax_2d_precomputed_pads", "the indices as an output"},
      {"test_maxpool_with_argmax_2d_precomputed_strides", "the indices as an output"},
      {"test_pow_types_float", "powers of whole numbers"},
      {"test_pow_types_int32_float32", "powers of whole numbers"},
      {"test_pow_types_int64_float32", "powers of whole numbers"},
      {"test_reshape_allowzero_reordered", "a tensor without elements"},
      // The test expects the output's size before rounding down. If the last pixels meet, as
      // align_corners says, our result is right.
      {"test_resize_downsample_scales_cubic_align_corners", "a broken size"},
      {"test_resize_downsample_scales_linear_align_corners", "a broken size"},
      {"test_resize_tf_crop_and_resize", "regions of interest"},
      {"test_slice_start_out_of_bounds", "a tensor without elements"},
      {"test_split_zero_size_splits", "a tensor without elements"},
      {"test_tril_zero", "a tensor without elements"},
      {"test_triu_zero", "a tensor without elements"},
      // In inference nothing is dropped.
      {"test_training_dropout", "dropout as in training"},
      {"test_training_dropout_default", "dropout as in training"},
      {"test_training_dropout_default_mask", "the mask as an output"},
      {"test_training_dropout_mask", "the mask as an output"},
      {"test_training_dropout_zero_ratio_mask", "the mask as an output"}};
  return table;
}

}  // namespace fovea
