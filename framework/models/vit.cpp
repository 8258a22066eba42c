#include "fovea/models/vit.h"

#include "fovea/layers/add.h"
#include "fovea/layers/conv2d.h"
#include "fovea/layers/dense.h"
#include "fovea/layers/dropout.h"
#include "fovea/layers/layer_norm.h"
#include "fovea/layers/pad.h"
#include "fovea/layers/reshape.h"
#include "fovea/layers/slice.h"
#include "fovea/layers/transformer_block.h"
#include "fovea/models/models.h"

namespace fovea {

namespace {

constexpr float epsilon = 1e-6f;

// (N, patches, width)
Value patches_of(Value image, const VitConfig& config) {
  const Value patches = conv2d(image, {.channels = config.width,
                                       .kernel = config.patch,
                                       .stride = config.patch,
                                       .initializer = Initializer::lecun(),
                                       .name = "patches"});
  const std::int64_t count = patches.shape()[1] * patches.shape()[2];
  return reshape(patches, {.shape = {0, count, config.width}});
}

// Puts a learned token before the others, and adds a learned row to each: both in one table.
Value with_class_token(Value x) {
  Graph& graph = x.graph();
  const int count = static_cast<int>(x.shape()[1]);
  const std::int64_t width = x.shape()[2];
  const Value token = graph.variable({"class_token", {{1, width}}, Initializer::zeros()});
  const Value position =
      graph.variable({"position", {{count + 1, width}}, Initializer::normal(0, 0.02f)});
  const Value table = add(position, pad(token, {.before = {0, 0}, .after = {count, 0}}));
  return add(pad(x, {.before = {0, 1, 0}, .after = {0, 0, 0}}), table, "tokens");
}

}  // namespace

Value vit(Value image, int classes, const VitConfig& config) {
  Value x = with_class_token(patches_of(image, config));
  if (config.dropout > 0) x = dropout(x, {.rate = config.dropout});
  for (int i = 1; i <= config.layers; ++i) {
    x = transformer_block(x, {.heads = config.heads,
                              .units = config.feed_forward,
                              .epsilon = epsilon,
                              .dropout = config.dropout,
                              .name = fmt::format("block_{}", i)});
  }
  // A norm works on each token by itself, so only the first token needs one.
  x = slice(x, {.starts = {0}, .ends = {1}, .axes = {1}});
  x = layer_norm(reshape(x, {.shape = {0, config.width}}), {.epsilon = epsilon, .name = "norm"});
  return dense(x, {.units = classes, .name = "head"});
}

namespace models {

void register_vit(ModelTable& table) {
  table["vit-b16"] = {
      "Vision transformer ViT-B/16 of 2020",
      {224, 224, 3},
      [](Value image, const ModelOptions& options) { return vit(image, options.classes); }};
  const VitConfig tiny{.patch = 4, .layers = 7, .heads = 3, .width = 192, .feed_forward = 384};
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
