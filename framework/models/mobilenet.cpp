#include "fovea/models/mobilenet.h"

#include "fovea/graph/scope.h"
#include "fovea/layers/add.h"
#include "fovea/layers/clip.h"
#include "fovea/layers/dense.h"
#include "fovea/layers/dropout.h"
#include "fovea/layers/flatten.h"
#include "fovea/layers/global_average_pool.h"
#include "fovea/models/blocks.h"
#include "fovea/models/models.h"

namespace fovea {

namespace {

Conv2dConfig conv_of(int channels, int kernel, int stride = 1, int groups = 1) {
  return {.channels = channels,
          .kernel = kernel,
          .stride = stride,
          .padding = kernel / 2,
          .groups = groups,
          .initializer = Initializer::he()};
}

Value conv_norm_relu6(Value x, const Conv2dConfig& config) {
  return clip(conv_norm(x, config), {.low = 0, .high = 6});
}

// Makes `factor` times as many channels, filters each by itself, and projects them to `channels`.
// The input is added if the shape stays the same.
Value inverted_residual(Value x, int factor, int channels, int stride) {
  const Scope scope(x.graph(), x.graph().name_for("block"));
  const int spread = factor * static_cast<int>(x.shape().back());
  Value y = factor > 1 ? conv_norm_relu6(x, conv_of(spread, 1)) : x;
  y = conv_norm_relu6(y, conv_of(spread, 3, stride, spread));
  y = conv_norm(y, conv_of(channels, 1));
  return y.shape() == x.shape() ? add(x, y) : y;
}

struct Stage {
  int factor, channels, blocks, stride;
};
constexpr Stage stages[] = {{1, 16, 1, 1}, {6, 24, 2, 2},  {6, 32, 3, 2}, {6, 64, 4, 2},
                            {6, 96, 3, 1}, {6, 160, 3, 2}, {6, 320, 1, 1}};

}  // namespace

Value mobilenet_v2(Value image, int classes) {
  Value x = conv_norm_relu6(image, conv_of(32, 3, 2));
  for (const auto& [factor, channels, blocks, stride] : stages) {
    for (int i = 0; i < blocks; ++i) {
      x = inverted_residual(x, factor, channels, i == 0 ? stride : 1);
    }
  }
  x = conv_norm_relu6(x, conv_of(1280, 1));
  x = dropout(flatten(global_average_pool(x)), {.rate = 0.2f});
  return dense(x, {.units = classes});
}

namespace models {

void register_mobilenet(ModelTable& table) {
  table["mobilenet-v2"] = {"MobileNet-v2 of 2018, for small machines",
                           {224, 224, 3},
                           [](Value image, const ModelOptions& options) {
                             return mobilenet_v2(image, options.classes);
                           }};
}

}  // namespace models

}  // namespace fovea
