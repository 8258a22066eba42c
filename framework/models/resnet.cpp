#include "fovea/models/resnet.h"

#include "fovea/graph/scope.h"
#include "fovea/layers/add.h"
#include "fovea/layers/dense.h"
#include "fovea/layers/flatten.h"
#include "fovea/layers/global_average_pool.h"
#include "fovea/layers/max_pool.h"
#include "fovea/layers/pad.h"
#include "fovea/models/blocks.h"
#include "fovea/models/models.h"

namespace fovea {

namespace {

Conv2dConfig conv_of(int channels, int kernel, int stride) {
  return {.channels = channels,
          .kernel = kernel,
          .stride = stride,
          .padding = kernel / 2,
          .initializer = Initializer::he()};
}

// The shortcut without parameters: every stride-th pixel of x, with zeros as new channels.
Value identity_shortcut(Value x, int channels, int stride) {
  if (stride > 1) x = max_pool(x, {.kernel = 1, .stride = stride});
  const int more = channels - static_cast<int>(x.shape().back());
  return more > 0 ? pad(x, {.before = {0, 0, 0, 0}, .after = {0, 0, 0, more}}) : x;
}

Value shortcut(Value x, int channels, int stride, Shortcut kind) {
  const bool changes = stride > 1 || x.shape().back() != channels;
  if (kind == Shortcut::projection || (kind == Shortcut::projection_on_growth && changes)) {
    return conv_norm(x, conv_of(channels, 1, stride));
  }
  return changes ? identity_shortcut(x, channels, stride) : x;
}

Value block(Value x, int channels, int stride, const ResNetConfig& config) {
  Value y = x;
  if (config.bottleneck) {
    const int first = config.stride_in_3x3 ? 1 : stride;
    y = conv_norm_relu(y, conv_of(channels, 1, first));
    y = conv_norm_relu(y, conv_of(channels, 3, stride / first));
    channels *= 4;
    y = conv_norm(y, conv_of(channels, 1, 1));
  } else {
    y = conv_norm_relu(y, conv_of(channels, 3, stride));
    y = conv_norm(y, conv_of(channels, 3, 1));
  }
  if (config.shortcut == Shortcut::none) return relu(y);
  return relu(add(y, shortcut(x, channels, stride, config.shortcut)));
}

// A stage is a scope; its first block halves the image unless it is the first stage.
Value stage(Value x, int number, int blocks, int channels, const ResNetConfig& config) {
  for (int i = 0; i < blocks; ++i) {
    const Scope scope(x.graph(), fmt::format("stage{}/block{}", number, i + 1));
    x = block(x, channels, number > 1 && i == 0 ? 2 : 1, config);
  }
  return x;
}

Value classifier(Value x, int classes) {
  return dense(flatten(global_average_pool(x)), {.units = classes});
}

}  // namespace

Value resnet(Value image, int classes, const ResNetConfig& config) {
  Value x = conv_norm_relu(image, conv_of(64, 7, 2));
  x = max_pool(x, {.kernel = 3, .stride = 2, .padding = 1});
  int number = 0, channels = 64;
  for (const int blocks : config.blocks) {
    x = stage(x, ++number, blocks, channels, config);
    channels *= 2;
  }
  return classifier(x, classes);
}

Value cifar_resnet(Value image, int classes, int depth) {
  if (depth < 8 || depth % 6 != 2) {
    throw Error("a ResNet for CIFAR has 6 n + 2 layers, not {}", depth);
  }
  const ResNetConfig config{.shortcut = Shortcut::identity};
  Value x = conv_norm_relu(image, conv_of(16, 3, 1));
  for (int number = 1; number <= 3; ++number) {
    x = stage(x, number, depth / 6, 8 << number, config);
  }
  return classifier(x, classes);
}

namespace models {

namespace {

constexpr std::array<int, 4> of_18 = {2, 2, 2, 2}, of_34 = {3, 4, 6, 3}, of_101 = {3, 4, 23, 3},
                             of_152 = {3, 8, 36, 3};

void put(ModelTable& table, const std::string& name, const std::string& summary,
         const ResNetConfig& config) {
  table[name] = {summary, {224, 224, 3}, [config](Value image, const ModelOptions& options) {
                   return resnet(image, options.classes, config);
                 }};
}

void put_resnets(ModelTable& table, int depth, const ResNetConfig& base) {
  const std::string name = fmt::format("resnet{}", depth);
  ResNetConfig config = base;
  put(table, name, fmt::format("ResNet-{} of 2015", depth), config);
  config.shortcut = Shortcut::identity;
  put(table, name + "-a", fmt::format("ResNet-{} without projections", depth), config);
  config.shortcut = Shortcut::projection;
  put(table, name + "-c", fmt::format("ResNet-{} with projections alone", depth), config);
  if (!base.bottleneck) return;
  config = base;
  config.stride_in_3x3 = true;
  put(table, name + "-v1.5", fmt::format("ResNet-{} striding in its 3x3 convolutions", depth),
      config);
}

}  // namespace

void register_resnet(ModelTable& table) {
  put_resnets(table, 18, {.blocks = of_18});
  put_resnets(table, 34, {.blocks = of_34});
  put_resnets(table, 50, {.blocks = of_34, .bottleneck = true});
  put_resnets(table, 101, {.blocks = of_101, .bottleneck = true});
  put_resnets(table, 152, {.blocks = of_152, .bottleneck = true});
  put(table, "plain18", "ResNet-18 without its shortcuts",
      {.blocks = of_18, .shortcut = Shortcut::none});
  put(table, "plain34", "ResNet-34 without its shortcuts",
      {.blocks = of_34, .shortcut = Shortcut::none});
  for (const int depth : {20, 32, 44, 56, 110}) {
    ModelEntry entry{fmt::format("ResNet-{} for images of 32x32", depth),
                     {32, 32, 3},
                     [depth](Value image, const ModelOptions& options) {
                       return cifar_resnet(image, options.classes, depth);
                     }};
    entry.classes = 10;
    table[fmt::format("resnet{}-cifar", depth)] = entry;
  }
}

}  // namespace models

}  // namespace fovea
