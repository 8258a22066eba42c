#include "fovea/models/convnext.h"

#include "fovea/graph/scope.h"
#include "fovea/layers/add.h"
#include "fovea/layers/conv2d.h"
#include "fovea/layers/dense.h"
#include "fovea/layers/feed_forward.h"
#include "fovea/layers/flatten.h"
#include "fovea/layers/global_average_pool.h"
#include "fovea/layers/layer_norm.h"
#include "fovea/layers/multiply.h"
#include "fovea/models/models.h"

namespace fovea {

namespace {

const Initializer small_normal = Initializer::normal(0, 0.02f);
const LayerNormConfig norm{.axis = -1, .epsilon = 1e-6f};

// A convolution whose windows do not overlap.
Value patches(Value x, int channels, int size) {
  return conv2d(
      x, {.channels = channels, .kernel = size, .stride = size, .initializer = small_normal});
}

Value block(Value x, float layer_scale) {
  Graph& graph = x.graph();
  const int channels = static_cast<int>(x.shape()[3]);
  Value y = conv2d(x, {.channels = channels,
                       .kernel = 7,
                       .padding = 3,
                       .groups = channels,
                       .initializer = small_normal});
  y = feed_forward(layer_norm(y, norm), {.initializer = small_normal});
  const Value factors = graph.variable(
      {graph.scope() + "layer_scale", {{channels}}, Initializer::constant(layer_scale)});
  return add(x, multiply(y, factors));
}

}  // namespace

Value convnext(Value image, int classes, const ConvNextConfig& config) {
  Value x = image;
  for (size_t stage = 0; stage < config.blocks.size(); ++stage) {
    const int channels = config.channels[stage];
    {
      const Scope scope(x.graph(), fmt::format("stage{}/entry", stage + 1));
      x = stage == 0 ? layer_norm(patches(x, channels, 4), norm)
                     : patches(layer_norm(x, norm), channels, 2);
    }
    for (int i = 0; i < config.blocks[stage]; ++i) {
      const Scope scope(x.graph(), fmt::format("stage{}/block{}", stage + 1, i + 1));
      x = block(x, config.layer_scale);
    }
  }
  x = layer_norm(flatten(global_average_pool(x)), norm);
  return dense(x, {.units = classes, .initializer = small_normal});
}

namespace models {

void register_convnext(ModelTable& table) {
  table["convnext-tiny"] = {
      "ConvNeXt-T of 2022", {224, 224, 3}, [](Value image, const ModelOptions& options) {
        return convnext(image, options.classes);
      }};
}

}  // namespace models

}  // namespace fovea
