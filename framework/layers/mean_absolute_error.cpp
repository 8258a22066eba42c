#include "fovea/layers/mean_absolute_error.h"

namespace fovea {

Value mean_absolute_error(Value prediction, Value target, std::string name) {
  return add_node(std::make_shared<MeanAbsoluteErrorLayer>(), {prediction, target},
                  std::move(name));
}

}  // namespace fovea
