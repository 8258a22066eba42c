#include "fovea/models/lenet5.h"

#include <algorithm>

#include "fovea/layers/average_pool.h"
#include "fovea/layers/conv2d.h"
#include "fovea/layers/dense.h"
#include "fovea/layers/flatten.h"
#include "fovea/layers/max_pool.h"
#include "fovea/layers/pad.h"
#include "fovea/layers/relu.h"
#include "fovea/layers/scale_shift.h"
#include "fovea/layers/tanh.h"
#include "fovea/models/models.h"
#include "framework/layers/common/parameters.h"

namespace fovea {

Value lenet5(Value image, int classes) {
  Value x = relu(conv2d(image, {.channels = 6, .kernel = 5, .padding = 2}));
  x = max_pool(x, {.kernel = 2});
  x = relu(conv2d(x, {.channels = 16, .kernel = 5}));
  x = max_pool(x, {.kernel = 2});
  x = relu(dense(flatten(x), {.units = 120}));
  x = relu(dense(x, {.units = 84}));
  return dense(x, {.units = classes});
}

namespace {

constexpr int extent = 32;  // of the image in 1998

Value padded(Value image) {
  const Shape& shape = image.shape();
  const auto missing = [](std::int64_t size) {
    return static_cast<int>(std::max<std::int64_t>(0, extent - size));
  };
  const int rows = missing(shape[1]), columns = missing(shape[2]);
  if (rows == 0 && columns == 0) return image;
  return pad(image, {.before = {0, rows / 2, columns / 2, 0},
                     .after = {0, rows - rows / 2, columns - columns / 2, 0}});
}

// The mean of four neighbours, times a coefficient, plus a bias; both are learned, one per channel.
Value subsample(Value x) {
  const std::string name = x.graph().name_for("subsample");
  const Shape channels{x.shape().back()};
  x = average_pool(x, {.kernel = 2}, name);
  return scale_shift(x, parameter(x.graph(), name, "scale", channels, Initializer::constant(1)),
                     parameter(x.graph(), name, "shift", channels, Initializer::zeros()));
}

}  // namespace

Value lenet5_1998(Value image, int classes) {
  const Initializer start = Initializer::lecun();
  Value x = padded(image);
  for (const int channels : {6, 16}) {
    x = tanh(conv2d(x, {.channels = channels, .kernel = 5, .initializer = start}));
    x = tanh(subsample(x));
  }
  x = tanh(conv2d(x, {.channels = 120, .kernel = 5, .initializer = start}));
  x = tanh(dense(flatten(x), {.units = 84, .initializer = start}));
  return dense(x, {.units = classes, .initializer = start});
}

namespace models {

void register_lenet5(ModelTable& table) {
  table["lenet5"] = {
      "LeNet-5 as common today: ReLU, max pooling",
      {28, 28, 1},
      [](Value image, const ModelOptions& options) { return lenet5(image, options.classes); },
      10};
  table["lenet5-1998"] = {
      "LeNet-5 as in 1998: tanh, learned subsampling, 32x32",
      {32, 32, 1},
      [](Value image, const ModelOptions& options) { return lenet5_1998(image, options.classes); },
      10};
}

}  // namespace models

}  // namespace fovea
