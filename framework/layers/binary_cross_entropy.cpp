#include "fovea/layers/binary_cross_entropy.h"

namespace fovea {

Value binary_cross_entropy(Value x, Value target, BinaryCrossEntropyConfig config,
                           std::string name) {
  return add_node(std::make_shared<BinaryCrossEntropyLayer>(config), {x, target}, std::move(name));
}

}  // namespace fovea
