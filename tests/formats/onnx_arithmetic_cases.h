// Models of the layers that compute and reshape without being learned, for onnx_cases.h.
#pragma once

#include "fovea/layers/add.h"
#include "fovea/layers/argmax.h"
#include "fovea/layers/attention.h"
#include "fovea/layers/binary.h"
#include "fovea/layers/cast.h"
#include "fovea/layers/concat.h"
#include "fovea/layers/conv_transpose.h"
#include "fovea/layers/gather.h"
#include "fovea/layers/group_norm.h"
#include "fovea/layers/instance_norm.h"
#include "fovea/layers/layer_norm.h"
#include "fovea/layers/matmul.h"
#include "fovea/layers/multiply.h"
#include "fovea/layers/position_embedding.h"
#include "fovea/layers/reduce.h"
#include "fovea/layers/reshape.h"
#include "fovea/layers/resize.h"
#include "fovea/layers/rms_norm.h"
#include "fovea/layers/split.h"
#include "fovea/layers/transformer_block.h"
#include "fovea/layers/transpose.h"
#include "fovea/layers/unary.h"
#include "fovea/layers/where.h"
#include "tests/formats/onnx_cases.h"

namespace fovea {

inline std::vector<OnnxCase> arithmetic_cases() {
  const Shape image{1, 7, 9, 3};
  const auto variable = [](Value x, const char* name, Shape shape) {
    return x.graph().variable({name, {shape, DType::f32}, Initializer::constant(1)});
  };
  return {
      {"conv_transpose", image,
       [](Value x) {
         return conv_transpose(x, {.channels = 4,
                                   .kernel = {3, 2},
                                   .stride = 2,
                                   .padding = 1,
                                   .output_padding = {1, 0},
                                   .dilation = {1, 2}});
       }},
      {"conv_transpose_groups",
       {1, 3, 2, 4},
       [](Value x) {
         return conv_transpose(x, {.channels = 6, .kernel = 3, .groups = 2, .bias = false});
       }},
      {"arithmetic", image,
       [variable](Value x) {
         const Value row = reduce_mean(x, {.axes = {1, 2}}), one = variable(x, "a", {3});
         const Value y =
             divide(subtract(x, row), add(multiply(one, one), variable(x, "b", {9, 1})));
         return prelu(maximum(minimum(y, one), row), variable(x, "slope", {3}));
       }},
      {"powers",
       {1, 5},
       [variable](Value x) {
         const Value base = add(multiply(x, x), variable(x, "a", {1}));
         return fovea::log(fovea::sqrt(power(fovea::exp(base), variable(x, "b", {5}))));
       }},
      {"unary", image,
       [](Value x) {
         const Value y = hard_swish(selu(celu(mish(softsign(negative(x))), {.alpha = 1.5f})));
         return add(hard_sigmoid(y), thresholded_relu(reciprocal(fovea::exp(absolute(y)))));
       }},
      {"reduce", image,
       [](Value x) {
         const Value y = reduce_max(x, {.axes = {-1}});
         return add(reduce_sum(y, {.axes = {1}}), reduce_mean(y, {.axes = {2}}));
       }},
      {"reduce_to_matrix", image,
       [](Value x) {
         return reduce_mean(x, {.axes = {1, 2}, .keep_axes = false});
       }},
      {"transpose", image,
       [](Value x) {
         return transpose(transpose(x, {{0, 2, 3, 1}}), {{0, 3, 2, 1}});
       }},
      {"transpose_matrix",
       {1, 12},
       [](Value x) {
         return transpose(reshape(x, {{0, 3, 4}}), {{0, 2, 1}});
       }},
      {"matmul", image,
       [](Value x) {
         const Value rows = reshape(x, {{0, 7, 27}});
         return matmul(matmul(rows, rows, {.transpose_b = true}), rows);
       }},
      {"gather",
       {1, 5},
       [](Value x) {
         const Tensor indices = Tensor::of<std::int32_t>({2, 2}, {4, 0, 1, 1});
         return gather(x, x.graph().constant(indices, "indices"), {.axis = 1});
       }},
      {"cast", image,
       [](Value x) {
         const Value where = cast(argmax(x), {.to = DType::f32});
         const Value size = cast(absolute(x), {.to = DType::u8});  // runtimes differ below 0
         return multiply(where, cast(size, {.to = DType::f32}));
       }},
      {"cast_to_bool",
       {1, 5},
       [](Value x) {
         const Value large = cast(cast(x, {.to = DType::i32}), {.to = DType::boolean});
         return cast(large, {.to = DType::f32});
       }},
      {"choices", image,
       [variable](Value x) {
         const Value row = variable(x, "a", {3}), small = less(x, row);
         const Value y = where(small, fovea::erf(x), variable(x, "b", {9, 1}));
         const Value where_small = where(less_or_equal(y, row), y, multiply(y, y));
         return add(where_small, multiply(equal(y, row), small));
       }},
      {"choices_of_a_constant",
       {1, 2, 3},
       [](Value x) {
         const Tensor mask = Tensor::of<float>({2, 3}, {1, 0, 1, 0, 0, 1});
         const Value none = x.graph().constant(Tensor::scalar(-1.0f), "none");
         return where(x.graph().constant(mask, "mask"), x, none);
       }},
      {"split", image,
       [](Value x) {
         const std::vector<Value> parts = split(x, {.sizes = {2, 5}, .axis = 1});
         return concat({parts[1], parts[0]}, {.axis = 1});
       }},
      {"layer_norm", image, [](Value x) { return layer_norm(x, {.axis = 2}); }},
      {"layer_norm_plain", image,
       [](Value x) { return layer_norm(x, {.axis = -2, .epsilon = 0.5f, .affine = false}); }},
      {"layer_norm_rows",
       {1, 3, 5},
       [](Value x) { return layer_norm(layer_norm(x), {.affine = false}); }},
      {"rms_norm", image, [](Value x) { return rms_norm(x, {.axis = 2}); }},
      {"rms_norm_rows",
       {1, 3, 5},
       [](Value x) { return rms_norm(rms_norm(x), {.epsilon = 0.5f, .affine = false}); }},
      {"attention",
       {1, 5, 6},
       [](Value x) { return attention(x, x, x, {.heads = 2, .scale = 0.3f}); }},
      {"attention_causal",
       {1, 5, 6},
       [](Value x) {
         const Value first = slice(x, {.starts = {0}, .ends = {3}, .axes = {1}});
         return attention(x, first, first, {.heads = 3, .causal = true});
       }},
      {"attention_grouped",
       {1, 5, 8},
       [](Value x) {
         const Value shared = dense(x, {.units = 4});
         const Value mask =
             x.graph().constant(Tensor::of<float>({5}, {0, -1, 0.5f, -9, 0}), "mask");
         return attention(x, shared, shared, mask, {.heads = 4, .key_value_heads = 2});
       }},
      {"transformer_block",
       {1, 5, 8},
       [](Value x) {
         const Value y = transformer_block(position_embedding(x, {.context = 7}), {.heads = 2});
         return transformer_block(y, {.heads = 4,
                                      .key_value_heads = 2,
                                      .feed_forward = BlockFeedForward::swiglu,
                                      .norm = BlockNorm::rms,
                                      .causal = true,
                                      .rotary = true,
                                      .bias = false});
       }},
      {"instance_norm", image, [](Value x) { return instance_norm(x); }},
      {"group_norm", {1, 7, 9, 6}, [](Value x) { return group_norm(x, {.groups = 3}); }},
      {"resize", image,
       [](Value x) {
         return resize(x, {.height = 10, .width = 4, .mode = ResizeConfig::Mode::linear});
       }},
      {"upsample", image, [](Value x) { return upsample(x, 2); }},
  };
}

}  // namespace fovea
