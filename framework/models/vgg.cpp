#include "fovea/models/vgg.h"

#include <array>

#include "fovea/layers/dense.h"
#include "fovea/layers/dropout.h"
#include "fovea/layers/flatten.h"
#include "fovea/layers/max_pool.h"
#include "fovea/models/blocks.h"
#include "fovea/models/models.h"

namespace fovea {

namespace {

// Convolutions of each of the five stages.
std::array<int, 5> stages_of(int depth) {
  switch (depth) {
    case 11:
      return {1, 1, 2, 2, 2};
    case 13:
      return {2, 2, 2, 2, 2};
    case 16:
      return {2, 2, 3, 3, 3};
    case 19:
      return {2, 2, 4, 4, 4};
    default:
      throw Error("there is no VGG-{}", depth).hint("there are VGG-11, 13, 16 and 19");
  }
}

}  // namespace

Value vgg(Value image, int classes, int depth, bool with_batch_norm) {
  Value x = image;
  int channels = 64;
  for (const int convolutions : stages_of(depth)) {
    for (int i = 0; i < convolutions; ++i) {
      const Conv2dConfig config{
          .channels = channels, .kernel = 3, .padding = 1, .initializer = Initializer::he()};
      x = with_batch_norm ? conv_norm_relu(x, config) : conv_relu(x, config);
    }
    x = max_pool(x, {.kernel = 2});
    channels = std::min(2 * channels, 512);
  }
  x = flatten(x);
  for (int i = 0; i < 2; ++i) {
    x = dropout(relu(dense(x, {.units = 4096, .initializer = Initializer::he()})));
  }
  return dense(x, {.units = classes});
}

namespace models {

void register_vgg(ModelTable& table) {
  for (const int depth : {11, 13, 16, 19}) {
    for (const bool norm : {false, true}) {
      const std::string name = fmt::format("vgg{}{}", depth, norm ? "-bn" : "");
      table[name] = {fmt::format("VGG-{} of 2014{}", depth, norm ? ", with batch norm" : ""),
                     {224, 224, 3},
                     [=](Value image, const ModelOptions& options) {
                       return vgg(image, options.classes, depth, norm);
                     }};
    }
  }
}

}  // namespace models

}  // namespace fovea
