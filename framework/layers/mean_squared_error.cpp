#include "fovea/layers/mean_squared_error.h"

namespace fovea {

Value mean_squared_error(Value prediction, Value target, std::string name) {
  return add_node(std::make_shared<MeanSquaredErrorLayer>(), {prediction, target}, std::move(name));
}

}  // namespace fovea
