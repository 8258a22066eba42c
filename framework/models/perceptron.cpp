#include "fovea/models/perceptron.h"

#include "fovea/layers/dense.h"
#include "fovea/layers/flatten.h"
#include "fovea/models/models.h"

namespace fovea {

Value perceptron(Value image, int classes) {
  return dense(flatten(image), {.units = classes, .initializer = Initializer::zeros()});
}

namespace models {

void register_perceptron(ModelTable& table) {
  table["perceptron"] = {
      "one dense layer on the pixels",
      {28, 28, 1},
      [](Value image, const ModelOptions& options) { return perceptron(image, options.classes); },
      10};
}

}  // namespace models

}  // namespace fovea
