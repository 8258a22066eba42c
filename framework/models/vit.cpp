#include "fovea/models/vit.h"

#include <algorithm>
#include <bit>

#include "fovea/core/error.h"
#include "fovea/graph/scope.h"
#include "fovea/layers/add.h"
#include "fovea/layers/conv2d.h"
#include "fovea/layers/dense.h"
#include "fovea/layers/dropout.h"
#include "fovea/layers/layer_norm.h"
#include "fovea/layers/pad.h"
#include "fovea/layers/reduce.h"
#include "fovea/layers/reshape.h"
#include "fovea/layers/slice.h"
#include "fovea/layers/transformer_block.h"
#include "fovea/models/blocks.h"
#include "fovea/models/models.h"

namespace fovea {

namespace {

constexpr float epsilon = 1e-6f;

// (N, H, W, C) -> (N, H / patch, W / patch, width)
Value patches_of(Value image, const VitConfig& config) {
  return conv2d(image, {.channels = config.width,
                        .kernel = config.patch,
                        .stride = config.patch,
                        .initializer = Initializer::lecun(),
                        .name = "patches"});
}

// The same, with 3x3 convolutions; the last row and column are rounded up.
Value convolutions_of(Value image, const VitConfig& config) {
  if (!std::has_single_bit(static_cast<unsigned>(config.patch))) {
    throw Error("vit: a stem of convolutions needs a patch that is a power of two, not {}",
                config.patch);
  }
  const Scope scope(image.graph(), "stem");
  Value x = image;
  for (int patch = config.patch; patch > 0; patch /= 2) {
    x = conv_norm_relu(x, {.channels = std::max(1, config.width / patch),
                           .kernel = 3,
                           .stride = patch == config.patch ? 1 : 2,
                           .padding = 1,
                           .initializer = Initializer::he()});
  }
  return conv2d(x, {.channels = config.width, .initializer = Initializer::lecun()});
}

// (N, patches, width)
Value tokens_of(Value image, const VitConfig& config) {
  const Value x =
      config.stem == VitStem::patches ? patches_of(image, config) : convolutions_of(image, config);
  return reshape(x, {.shape = {0, x.shape()[1] * x.shape()[2], config.width}});
}

// A learned row for each of the tokens: one more than x has, if a class token comes before them.
Value positions(Value x, bool class_token) {
  const std::int64_t rows = x.shape()[1] + (class_token ? 1 : 0);
  return x.graph().variable({"position", {{rows, x.shape()[2]}}, Initializer::normal(0, 0.02f)});
}

// Puts the class token before the others and adds the positions: both in one table.
Value with_class_token(Value x) {
  const int count = static_cast<int>(x.shape()[1]);
  const Value token =
      x.graph().variable({"class_token", {{1, x.shape()[2]}}, Initializer::zeros()});
  const Value table = add(positions(x, true), pad(token, {.before = {0, 0}, .after = {count, 0}}));
  return add(pad(x, {.before = {0, 1, 0}, .after = {0, 0, 0}}), table, "tokens");
}

}  // namespace

Value vit(Value image, int classes, const VitConfig& config) {
  const bool class_token = config.readout == VitReadout::class_token;
  Value x = tokens_of(image, config);
  x = class_token ? with_class_token(x) : add(x, positions(x, false), "tokens");
  if (config.dropout > 0) x = dropout(x, {.rate = config.dropout});
  for (int i = 1; i <= config.layers; ++i) {
    x = transformer_block(x, {.heads = config.heads,
                              .units = config.feed_forward,
                              .epsilon = epsilon,
                              .dropout = config.dropout,
                              .name = fmt::format("block_{}", i)});
  }
  // The class token alone is normalised, as a norm works on each token by itself.
  x = class_token ? reshape(slice(x, {.starts = {0}, .ends = {1}, .axes = {1}}),
                            {.shape = {0, config.width}})
                  : reduce_mean(x, {.axes = {1}, .keep_axes = false});
  x = layer_norm(x, {.epsilon = epsilon, .name = "norm"});
  return dense(x, {.units = classes, .name = "head"});
}

namespace models {

void register_vit(ModelTable& table) {
  table["vit-b16"] = {
      "Vision transformer ViT-B/16 of 2020",
      {224, 224, 3},
      [](Value image, const ModelOptions& options) { return vit(image, options.classes); }};
  const VitConfig tiny{.patch = 4,
                       .layers = 6,
                       .heads = 3,
                       .width = 192,
                       .feed_forward = 384,
                       .stem = VitStem::convolutions,
                       .readout = VitReadout::mean};
  ModelEntry entry{"Vision transformer for images of 32x32",
                   {32, 32, 3},
                   [tiny](Value image, const ModelOptions& options) {
                     return vit(image, options.classes, tiny);
                   }};
  entry.classes = 10;
  table["vit-tiny-cifar"] = entry;
}

}  // namespace models

}  // namespace fovea
