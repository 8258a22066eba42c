#include "fovea/models/alexnet.h"

#include "fovea/layers/dense.h"
#include "fovea/layers/dropout.h"
#include "fovea/layers/flatten.h"
#include "fovea/layers/local_response_norm.h"
#include "fovea/layers/max_pool.h"
#include "fovea/models/blocks.h"
#include "fovea/models/models.h"

namespace fovea {

namespace {

Value overlapping_pool(Value x) { return max_pool(x, {.kernel = 3, .stride = 2}); }

Value conv(Value x, Conv2dConfig config) {
  config.initializer = Initializer::he();
  return conv_relu(x, std::move(config));
}

Value dense_relu(Value x) {
  return relu(dense(x, {.units = 4096, .initializer = Initializer::he()}));
}

// Section 3.3 of the paper.
Value response_norm(Value x) {
  return local_response_norm(x, {.size = 5, .alpha = 5e-4f, .beta = 0.75f, .k = 2});
}

}  // namespace

Value alexnet_2012(Value image, int classes, int groups) {
  Value x = conv(image, {.channels = 96, .kernel = 11, .stride = 4});
  x = overlapping_pool(response_norm(x));
  x = conv(x, {.channels = 256, .kernel = 5, .padding = 2, .groups = groups});
  x = overlapping_pool(response_norm(x));
  x = conv(x, {.channels = 384, .kernel = 3, .padding = 1});
  x = conv(x, {.channels = 384, .kernel = 3, .padding = 1, .groups = groups});
  x = conv(x, {.channels = 256, .kernel = 3, .padding = 1, .groups = groups});
  x = flatten(overlapping_pool(x));
  x = dropout(dense_relu(x));
  x = dropout(dense_relu(x));
  return dense(x, {.units = classes});
}

Value alexnet(Value image, int classes) {
  Value x = conv(image, {.channels = 64, .kernel = 11, .stride = 4, .padding = 2});
  x = overlapping_pool(x);
  x = overlapping_pool(conv(x, {.channels = 192, .kernel = 5, .padding = 2}));
  x = conv(x, {.channels = 384, .kernel = 3, .padding = 1});
  x = conv(x, {.channels = 256, .kernel = 3, .padding = 1});
  x = conv(x, {.channels = 256, .kernel = 3, .padding = 1});
  x = flatten(overlapping_pool(x));
  x = dense_relu(dropout(x));
  x = dense_relu(dropout(x));
  return dense(x, {.units = classes});
}

namespace models {

void register_alexnet(ModelTable& table) {
  table["alexnet"] = {
      "AlexNet in one column, of 2014",
      {224, 224, 3},
      [](Value image, const ModelOptions& options) { return alexnet(image, options.classes); }};
  table["alexnet-2012"] = {"AlexNet in two groups, with local response normalisation, of 2012",
                           {227, 227, 3},
                           [](Value image, const ModelOptions& options) {
                             return alexnet_2012(image, options.classes);
                           }};
}

}  // namespace models

}  // namespace fovea
