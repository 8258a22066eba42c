#include "fovea/models/googlenet.h"

#include <algorithm>

#include "fovea/graph/scope.h"
#include "fovea/layers/average_pool.h"
#include "fovea/layers/concat.h"
#include "fovea/layers/dense.h"
#include "fovea/layers/dropout.h"
#include "fovea/layers/flatten.h"
#include "fovea/layers/global_average_pool.h"
#include "fovea/layers/local_response_norm.h"
#include "fovea/layers/max_pool.h"
#include "fovea/models/blocks.h"

namespace fovea {

namespace {

// Channels of an inception module's branches. Every second number is a reduction before the
// branch's convolution.
struct Inception {
  const char* name;
  int of_1x1, before_3x3, of_3x3, before_5x5, of_5x5, behind_pool;
};
constexpr Inception stage3[] = {{"3a", 64, 96, 128, 16, 32, 32}, {"3b", 128, 128, 192, 32, 96, 64}};
constexpr Inception stage4[] = {{"4a", 192, 96, 208, 16, 48, 64},
                                {"4b", 160, 112, 224, 24, 64, 64},
                                {"4c", 128, 128, 256, 24, 64, 64},
                                {"4d", 112, 144, 288, 32, 64, 64},
                                {"4e", 256, 160, 320, 32, 128, 128}};
constexpr Inception stage5[] = {{"5a", 256, 160, 320, 32, 128, 128},
                                {"5b", 384, 192, 384, 48, 128, 128}};

// The two forms differ in the layers after a convolution and in a few sizes.
struct InceptionBuilder {
  bool norm;
  int classes;

  Value conv(Value x, int channels, int kernel, int stride = 1) const {
    const Conv2dConfig config{
        .channels = channels, .kernel = kernel, .stride = stride, .padding = kernel / 2};
    return norm ? conv_norm_relu(x, config) : conv_relu(x, config);
  }

  Value response_norm(Value x) const {
    if (norm) return x;
    return local_response_norm(x, {.size = 5, .alpha = 1e-4f, .beta = 0.75f, .k = 1});
  }

  Value inception(Value x, const Inception& size) const {
    const Scope scope(x.graph(), size.name);
    const Value pooled = max_pool(x, {.kernel = 3, .stride = 1, .padding = 1});
    return concat({conv(x, size.of_1x1, 1), conv(conv(x, size.before_3x3, 1), size.of_3x3, 3),
                   conv(conv(x, size.before_5x5, 1), size.of_5x5, norm ? 3 : 5),
                   conv(pooled, size.behind_pool, 1)});
  }

  // For images smaller than 224x224 less than one window is left.
  Value auxiliary(Value x, const std::string& name) const {
    const Scope scope(x.graph(), name);
    const int window = static_cast<int>(std::min({std::int64_t{5}, x.shape()[1], x.shape()[2]}));
    x = conv(average_pool(x, {.kernel = window, .stride = 3}), 128, 1);
    x = dropout(relu(dense(flatten(x), {.units = 1024})), {.rate = 0.7f});
    return dense(x, {.units = classes});
  }
};

Value shrink(Value x, int kernel = 3) {
  return max_pool(x, {.kernel = kernel, .stride = 2, .ceil_mode = true});
}

}  // namespace

models::Heads googlenet(Value image, int classes, bool with_batch_norm) {
  const InceptionBuilder build{with_batch_norm, classes};
  models::Heads heads;
  Value x = build.response_norm(shrink(build.conv(image, 64, 7, 2)));
  x = build.response_norm(build.conv(build.conv(x, 64, 1), 192, 3));
  x = shrink(x);
  for (const Inception& size : stage3) x = build.inception(x, size);
  x = shrink(x);
  for (const Inception& size : stage4) {
    x = build.inception(x, size);
    const std::string name = size.name;
    if (name == "4a") heads.auxiliary.push_back({"auxiliary1", build.auxiliary(x, "auxiliary1")});
    if (name == "4d") heads.auxiliary.push_back({"auxiliary2", build.auxiliary(x, "auxiliary2")});
  }
  x = shrink(x, with_batch_norm ? 2 : 3);
  for (const Inception& size : stage5) x = build.inception(x, size);
  x = dropout(flatten(global_average_pool(x)), {.rate = with_batch_norm ? 0.2f : 0.4f});
  heads.logits = dense(x, {.units = classes});
  return heads;
}

namespace models {

void register_googlenet(ModelTable& table) {
  table["googlenet"] = {
      "GoogLeNet of 2014, with two auxiliary classifiers in training",
      {224, 224, 3},
      [](Value image, const ModelOptions& options) { return googlenet(image, options.classes); }};
  table["googlenet-bn"] = {
      "GoogLeNet with batch norm", {224, 224, 3}, [](Value image, const ModelOptions& options) {
        return googlenet(image, options.classes, true);
      }};
}

}  // namespace models

}  // namespace fovea
