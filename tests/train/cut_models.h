// Models with all endings from which a head can be cut, with weights, and images for them.
#pragma once

#include "fovea/core/random.h"
#include "fovea/cpu/cpu.h"
#include "fovea/layers/add.h"
#include "fovea/layers/average_pool.h"
#include "fovea/layers/batch_norm.h"
#include "fovea/layers/conv2d.h"
#include "fovea/layers/dense.h"
#include "fovea/layers/dropout.h"
#include "fovea/layers/flatten.h"
#include "fovea/layers/global_average_pool.h"
#include "fovea/layers/max_pool.h"
#include "fovea/layers/relu.h"
#include "fovea/layers/reshape.h"
#include "fovea/layers/softmax.h"
#include "fovea/reference/reference.h"
#include "fovea/runtime/session.h"

namespace fovea {

/// A base of a convolution with batch norm on images of 7x5, followed by `end`.
inline Model model_with(const std::string& name, const std::function<Value(Value)>& end) {
  Model model;
  model.name = name;
  Value x = model.graph->input("image", {{1, 7, 5, 3}, DType::f32});
  x = relu(batch_norm(conv2d(x, {.channels = 6, .kernel = 3, .padding = 1})));
  model.graph->output("scores", end(x));
  model.initialize(3);
  Random random(8, stream_of("statistics"));
  for (const Variable& variable : model.graph->variables()) {
    if (variable.role != Role::statistic) continue;
    Tensor& value = model.weights[variable.name];
    for (size_t i = 0; i < value.as<float>().size(); ++i) {
      value.as<float>()[i] = 0.5f + random.uniform(i);
    }
  }
  model.preprocessing = {{0.4f, 0.5f, 0.6f}, {0.2f, 0.2f, 0.3f}};
  return model;
}

/// Models whose heads have 9 classes.
inline std::vector<Model> cut_models() {
  std::vector<Model> models;
  const auto add_model = [&](const std::string& name, const std::function<Value(Value)>& end) {
    models.push_back(model_with(name, end));
  };
  add_model("dense", [](Value x) {
    x = relu(dense(flatten(max_pool(x, {.kernel = 2})), {.units = 11}));
    return dense(dropout(x, {.rate = 0.5f}), {.units = 9});
  });
  add_model("a softmax behind a dense layer without a bias",
            [](Value x) { return softmax(dense(flatten(x), {.units = 9, .bias = false})); });
  add_model("as SqueezeNet", [](Value x) {
    x = relu(conv2d(dropout(x, {.rate = 0.5f}), {.channels = 9, .kernel = 1}));
    return flatten(global_average_pool(x));
  });
  add_model("a convolution with batch norm, 4 axes at the end", [](Value x) {
    return global_average_pool(relu(batch_norm(conv2d(x, {.channels = 9, .kernel = 1}))));
  });
  add_model("scores of places", [](Value x) {
    return conv2d(x, {.channels = 9, .kernel = 3, .stride = 2, .padding = 1});
  });
  add_model("averaged scores of 3x3", [](Value x) {
    return flatten(global_average_pool(conv2d(x, {.channels = 9, .kernel = 3})));
  });
  add_model("reshape names the classes", [](Value x) {
    x = conv2d(max_pool(x, {.kernel = {7, 5}}), {.channels = 9, .kernel = 1});
    return reshape(x, {{0, 9}});
  });
  return models;
}

inline Tensor noise_image(const Shape& shape, std::uint32_t number) {
  Tensor image(shape.with(0, 1), DType::u8);
  const Random random(2, stream_of("image"), number);
  const auto bytes = image.as<std::uint8_t>();
  for (size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(random.bits(i));
  return image;
}

/// The image as f32, after the model's preprocessing.
inline Tensor normalized(const Tensor& image, const Preprocessing& preprocessing) {
  Tensor result(image.shape(), DType::f32);
  const size_t channels = static_cast<size_t>(image.shape()[3]);
  for (size_t i = 0; i < image.as<std::uint8_t>().size(); ++i) {
    const size_t c = i % channels;
    const float mean = preprocessing.mean[c % preprocessing.mean.size()];
    const float deviation = preprocessing.deviation[c % preprocessing.deviation.size()];
    result.as<float>()[i] =
        (static_cast<float>(image.as<std::uint8_t>()[i]) / 255 - mean) / deviation;
  }
  return result;
}

/// Variables that a graph on some of the model's weights needs.
inline void restore_some(Session& session, const std::map<std::string, Tensor>& weights) {
  for (const Variable& variable : session.state().variables()) {
    session.state().write(variable.name, weights.at(variable.name));
  }
}

inline float largest_difference(std::span<const float> a, std::span<const float> b) {
  float most = a.size() == b.size() ? 0 : INFINITY;
  for (size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    most = std::max(most, std::abs(a[i] - b[i]));
  }
  return most;
}

}  // namespace fovea
