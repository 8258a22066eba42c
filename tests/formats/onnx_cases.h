// Small models that together use every layer with a form in ONNX, in odd configurations.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "fovea/core/random.h"
#include "fovea/layers/add.h"
#include "fovea/layers/average_pool.h"
#include "fovea/layers/batch_norm.h"
#include "fovea/layers/clip.h"
#include "fovea/layers/concat.h"
#include "fovea/layers/conv2d.h"
#include "fovea/layers/dense.h"
#include "fovea/layers/dropout.h"
#include "fovea/layers/elu.h"
#include "fovea/layers/flatten.h"
#include "fovea/layers/gelu.h"
#include "fovea/layers/global_average_pool.h"
#include "fovea/layers/hard_tanh.h"
#include "fovea/layers/identity.h"
#include "fovea/layers/leaky_relu.h"
#include "fovea/layers/local_response_norm.h"
#include "fovea/layers/log_softmax.h"
#include "fovea/layers/max_pool.h"
#include "fovea/layers/mean.h"
#include "fovea/layers/multiply.h"
#include "fovea/layers/pad.h"
#include "fovea/layers/relu.h"
#include "fovea/layers/reshape.h"
#include "fovea/layers/scale_shift.h"
#include "fovea/layers/sigmoid.h"
#include "fovea/layers/silu.h"
#include "fovea/layers/slice.h"
#include "fovea/layers/softmax.h"
#include "fovea/layers/softplus.h"
#include "fovea/layers/step.h"
#include "fovea/layers/tanh.h"
#include "fovea/model/model.h"

namespace fovea {

struct OnnxCase {
  std::string label;
  Shape input;  // with batch size 1
  std::function<Value(Value)> build;

  /// The model with random weights, means and variances.
  Model make() const {
    Model model;
    model.name = label;
    model.graph->output("logits", build(model.graph->input("image", {input, DType::f32})));
    model.initialize(1);
    for (const Variable& variable : model.graph->variables()) {
      if (variable.type.shape.rank() > 1) continue;
      Tensor values(variable.type);
      const Random random(2, stream_of(variable.name));
      for (size_t i = 0; i < values.as<float>().size(); ++i) {
        values.as<float>()[i] = 0.5f + random.uniform(i);  // a variance must be above 0
      }
      model.weights[variable.name] = values;
    }
    return model;
  }
};

/// Numbers around 0, `batch` examples of them.
inline Tensor random_input(const Shape& shape, std::int64_t batch) {
  Tensor values(shape.with(0, batch), DType::f32);
  const Random random(3, 0);
  for (size_t i = 0; i < values.as<float>().size(); ++i) values.as<float>()[i] = random.normal(i);
  return values;
}

inline std::vector<OnnxCase> layer_cases() {
  const Shape image{1, 7, 9, 3}, vector{1, 5};
  const auto shared_weight = [](Value x) {
    Graph& graph = x.graph();
    const Value weight = graph.variable({"tied", {{4, 63 * 3}, DType::f32}, Initializer::he()});
    const Value ours = dense(softmax(flatten(relu(x))), weight, {}, {});
    const Value also = dense(reshape(x, {{0, -1}}), weight, {}, {});
    const Value plain = dense(concat({flatten(x)}), weight, {}, {});
    return add(add(ours, also), plain);
  };
  const auto two_branches = [](Value x) {
    const Value left = relu(conv2d(x, {.channels = 4, .kernel = 3, .padding = 1}));
    const Value right = max_pool(x, {.kernel = 3, .stride = 1, .padding = 1});
    return concat({left, right});
  };
  const auto to_columns_and_back = [](Value x) {
    const Value rows = reshape(x, {{0, 9, 7, 3}});
    const Value y = conv2d(rows, {.channels = 5, .kernel = 2});
    return reshape(y, {{0, 0, -1}});
  };
  const auto constants = [](Value x) {
    Graph& graph = x.graph();
    const Tensor scale = Tensor::of<float>({3}, {1, -2, 3}),
                 shift = Tensor::of<float>({3}, {0, 1, 2});
    return scale_shift(x, graph.constant(scale, "scale"), graph.constant(shift, "shift"));
  };
  const auto variables = [](Value x) {
    Graph& graph = x.graph();
    const auto vector_of = [&](const char* name, std::int64_t size) {
      return graph.variable({name, {{size}, DType::f32}, Initializer::zeros()});
    };
    const Value y = flatten(scale_shift(x, vector_of("a", 3), vector_of("b", 3)));
    return dense(scale_shift(y, vector_of("c", 189), vector_of("d", 189)), {.units = 4});
  };
  return {
      {"conv2d", image, [](Value x) { return conv2d(x, {.channels = 4, .kernel = 3}); }},
      {"conv2d_odd", image,
       [](Value x) {
         return conv2d(x, {.channels = 5,
                           .kernel = {3, 2},
                           .stride = {2, 3},
                           .padding = Padding(1, 2, 0, 1),
                           .dilation = {1, 2},
                           .bias = false});
       }},
      {"conv2d_same", image,
       [](Value x) {
         return conv2d(x, {.channels = 2, .kernel = {4, 3}, .stride = 2, .padding = Same::upper});
       }},
      {"conv2d_same_lower", image,
       [](Value x) {
         return conv2d(x, {.channels = 2, .kernel = 4, .stride = 3, .padding = Same::lower});
       }},
      {"conv2d_groups", image,
       [](Value x) { return conv2d(x, {.channels = 6, .kernel = 1, .groups = 3}); }},
      {"max_pool", image,
       [](Value x) {
         return max_pool(x, {.kernel = {2, 3}});
       }},
      {"max_pool_odd", image,
       [](Value x) {
         return max_pool(x, {.kernel = 3,
                             .stride = 2,
                             .padding = Padding(1, 0, 0, 1),
                             .dilation = {1, 2},
                             .ceil_mode = true});
       }},
      // Here the rule for the last window matters: it would start after the image.
      {"max_pool_ceil",
       {1, 5, 5, 2},
       [](Value x) { return max_pool(x, {.kernel = 1, .stride = 3, .ceil_mode = true}); }},
      // Here it matters in one axis, and rounding up in the other.
      {"max_pool_ceil_mixed",
       {1, 8, 8, 2},
       [](Value x) {
         return max_pool(x, {.kernel = {3, 1}, .stride = Size2(2, 5), .ceil_mode = true});
       }},
      {"average_pool_ceil_mixed",
       {1, 8, 8, 2},
       [](Value x) {
         return average_pool(x, {.kernel = {2, 1},
                                 .stride = Size2(2, 5),
                                 .padding = Padding(1, 0, 0, 0),
                                 .ceil_mode = true});
       }},
      {"average_pool_ceil_mixed_counting",
       {1, 8, 8, 2},
       [](Value x) {
         return average_pool(x, {.kernel = {2, 1},
                                 .stride = Size2(2, 5),
                                 .padding = Padding(1, 0, 0, 0),
                                 .ceil_mode = true,
                                 .count_include_pad = true});
       }},
      {"average_pool", image, [](Value x) { return average_pool(x, {.kernel = 2}); }},
      {"average_pool_padded", image,
       [](Value x) { return average_pool(x, {.kernel = 3, .stride = 2, .padding = 1}); }},
      {"average_pool_counting", image,
       [](Value x) {
         return average_pool(
             x,
             {.kernel = 3, .stride = 2, .padding = Padding(1, 0, 1, 1), .count_include_pad = true});
       }},
      {"average_pool_ceil", image,
       [](Value x) { return average_pool(x, {.kernel = 2, .ceil_mode = true}); }},
      {"average_pool_ceil_counting", image,
       [](Value x) {
         return average_pool(x, {.kernel = 2,
                                 .stride = 2,
                                 .padding = Padding(1, 0, 0, 0),
                                 .ceil_mode = true,
                                 .count_include_pad = true});
       }},
      {"global_average_pool", image,
       [](Value x) { return dense(flatten(global_average_pool(x)), {.units = 4}); }},
      {"dense", vector, [](Value x) { return dense(x, {.units = 4}); }},
      {"dense_no_bias", vector, [](Value x) { return dense(x, {.units = 1, .bias = false}); }},
      {"dense_rows",
       {1, 3, 5},
       [](Value x) { return dense(relu(dense(x, {.units = 4})), {.units = 2, .bias = false}); }},
      {"dense_pixels", image, [](Value x) { return relu(dense(x, {.units = 4})); }},
      {"flatten_dense", image, [](Value x) { return dense(flatten(x), {.units = 4}); }},
      {"flatten_relu_dense", image,
       [](Value x) { return dense(dropout(relu(flatten(x))), {.units = 4}); }},
      {"flatten_batch_norm_dense", image,
       [](Value x) { return dense(batch_norm(flatten(x)), {.units = 4}); }},
      {"flatten_output", image, [](Value x) { return flatten(x); }},
      {"flatten_softmax", image, [](Value x) { return softmax(flatten(x)); }},
      {"flatten_one_channel",
       {1, 4, 5, 1},
       [](Value x) {
         return dense(concat({flatten(x), flatten(x)}), {.units = 2});
       }},
      {"shared_weight", image, shared_weight},
      {"reshape", vector,
       [](Value x) {
         return reshape(x, {{0, 5, 1}});
       }},
      {"reshape_to_image",
       {1, 12},
       [](Value x) {
         return conv2d(reshape(x, {{0, 2, 3, 2}}), {.channels = 2, .kernel = 2});
       }},
      {"reshape_to_gray",
       {1, 12},
       [](Value x) {
         return conv2d(reshape(x, {{0, 3, 4, 1}}), {.channels = 2, .kernel = 2});
       }},
      {"reshape_image", image, to_columns_and_back},
      {"reshape_dense", image,
       [](Value x) {
         return dense(reshape(x, {{0, -1}}), {.units = 4});
       }},
      {"relu_of_reshape",
       {1, 12},
       [](Value x) {
         const Value y = relu(reshape(x, {{0, 2, 3, 2}}));
         return add(conv2d(y, {.channels = 2, .kernel = 1}), y);
       }},
      {"add", image, [](Value x) { return add(relu(x), x); }},
      {"multiply", vector, [](Value x) { return multiply(x, sigmoid(x)).named("product"); }},
      {"multiply_images", image, [](Value x) { return multiply(tanh(x), x); }},
      {"concat", image, two_branches},
      {"concat_rows", image,
       [](Value x) {
         return concat({x, relu(x)}, {.axis = 1});
       }},
      {"concat_vectors", vector,
       [](Value x) {
         return concat({x, relu(x), x});
       }},
      {"pad", image,
       [](Value x) {
         return pad(x, {.before = {0, 1, 2, 3}, .after = {0, 4, 0, 1}, .value = 0.5f});
       }},
      {"pad_vector", vector,
       [](Value x) {
         return pad(x, {.before = {0, 1}, .after = {0, 2}});
       }},
      {"slice", image,
       [](Value x) {
         return slice(x, {.starts = {-1, 1}, .ends = {0, 2}, .axes = {2, 3}, .steps = {-3, 1}});
       }},
      {"slice_vector", vector,
       [](Value x) {
         return slice(x, {.starts = {0, 2}, .ends = {1 << 30, -1}});
       }},
      {"local_response_norm", image,
       [](Value x) { return local_response_norm(x, {.size = 3, .alpha = 0.5f, .k = 2}); }},
      {"batch_norm", image, [](Value x) { return batch_norm(x, {.epsilon = 0.01f}); }},
      {"batch_norm_vector", vector,
       [](Value x) { return batch_norm(x, {.momentum = 0.5f, .name = "norm"}); }},
      {"dropout", image, [](Value x) { return dropout(x, {.rate = 0.25f}); }},
      {"scale_shift_constants", image, constants},
      {"scale_shift_variables", image, variables},
      {"identity", image, [](Value x) { return identity(x); }},
      {"only_input", vector, [](Value x) { return x; }},
      {"step", image, [](Value x) { return step(x); }},
      {"sigmoid", image, [](Value x) { return sigmoid(x); }},
      {"tanh", image, [](Value x) { return tanh(x); }},
      {"relu", image, [](Value x) { return relu(x); }},
      {"leaky_relu", image, [](Value x) { return leaky_relu(x, {.slope = 0.3f}); }},
      {"relu6", image, [](Value x) { return relu6(x); }},
      {"clip_low", image, [](Value x) { return clip(x, {.low = -0.25f}); }},
      {"hard_tanh", image, [](Value x) { return hard_tanh(x, {.min_value = -0.5f}); }},
      {"elu", image, [](Value x) { return elu(x, {.alpha = 1.5f}); }},
      {"gelu", image, [](Value x) { return gelu(x); }},
      {"silu", image, [](Value x) { return silu(x); }},
      {"softplus", image, [](Value x) { return softplus(x); }},
      {"softmax", vector, [](Value x) { return softmax(x); }},
      {"softmax_image", image, [](Value x) { return softmax(x); }},
      {"log_softmax", image, [](Value x) { return log_softmax(x); }},
      {"activations", image,
       [](Value x) { return gelu(silu(step(gelu(multiply(silu(x), gelu(x)))))); }},
  };
}

inline std::vector<OnnxCase> arithmetic_cases();

inline std::vector<OnnxCase> onnx_cases() {
  std::vector<OnnxCase> all = layer_cases();
  for (OnnxCase& more : arithmetic_cases()) all.push_back(std::move(more));
  return all;
}

}  // namespace fovea

#include "tests/formats/onnx_arithmetic_cases.h"
