#include "fovea/layers/log_softmax.h"

#include "fovea/layers/activations.h"

namespace fovea {

Value log_softmax(Value x, SoftmaxConfig config, std::string name) {
  return add_node(std::make_shared<LogSoftmaxLayer>(config), {x}, std::move(name));
}

void register_log_softmax(ActivationTable& table) {
  table["log_softmax"] = [](Value x) { return log_softmax(x); };
}

}  // namespace fovea
