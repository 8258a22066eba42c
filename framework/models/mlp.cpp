#include "fovea/models/mlp.h"

#include "fovea/layers/activations.h"
#include "fovea/layers/dense.h"
#include "fovea/layers/flatten.h"
#include "fovea/models/models.h"

namespace fovea {

Value mlp(Value image, int classes, std::span<const int> hidden, const std::string& function) {
  Value x = flatten(image);
  for (const int units : hidden) x = activation(function, dense(x, {.units = units}));
  return dense(x, {.units = classes});
}

namespace models {

void register_mlp(ModelTable& table) {
  table["mlp"] = {"dense layers, of sizes and activation to choose",
                  {28, 28, 1},
                  [](Value image, const ModelOptions& options) {
                    const std::vector<int> hidden =
                        options.hidden.empty() ? std::vector{128} : options.hidden;
                    return mlp(image, options.classes, hidden,
                               options.activation.empty() ? "relu" : options.activation);
                  },
                  10,
                  true};
}

}  // namespace models

}  // namespace fovea
