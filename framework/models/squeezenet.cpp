#include "fovea/models/squeezenet.h"

#include "fovea/graph/scope.h"
#include "fovea/layers/concat.h"
#include "fovea/layers/dropout.h"
#include "fovea/layers/flatten.h"
#include "fovea/layers/global_average_pool.h"
#include "fovea/layers/max_pool.h"
#include "fovea/models/blocks.h"
#include "fovea/models/models.h"

namespace fovea {

namespace {

Value conv(Value x, int channels, int kernel) {
  return conv_relu(x, {.channels = channels,
                       .kernel = kernel,
                       .padding = kernel / 2,
                       .initializer = Initializer::he()});
}

// A fire module: `squeezed` channels, which 1x1 and 3x3 convolutions expand again.
Value fire(Value x, int squeezed, int expanded) {
  const Scope scope(x.graph(), x.graph().name_for("fire"));
  x = conv(x, squeezed, 1);
  return concat({conv(x, expanded, 1), conv(x, expanded, 3)});
}

Value pool(Value x) { return max_pool(x, {.kernel = 3, .stride = 2, .ceil_mode = true}); }

}  // namespace

Value squeezenet(Value image, int classes) {
  Value x = conv_relu(image,
                      {.channels = 64, .kernel = 3, .stride = 2, .initializer = Initializer::he()});
  x = pool(x);
  x = fire(fire(x, 16, 64), 16, 64);
  x = pool(x);
  x = fire(fire(x, 32, 128), 32, 128);
  x = pool(x);
  x = fire(fire(x, 48, 192), 48, 192);
  x = fire(fire(x, 64, 256), 64, 256);
  x = conv_relu(dropout(x), {.channels = classes, .kernel = 1});
  return flatten(global_average_pool(x));
}

namespace models {

void register_squeezenet(ModelTable& table) {
  table["squeezenet"] = {
      "SqueezeNet 1.1: AlexNet's accuracy in 1.2 million parameters",
      {224, 224, 3},
      [](Value image, const ModelOptions& options) { return squeezenet(image, options.classes); }};
}

}  // namespace models

}  // namespace fovea
