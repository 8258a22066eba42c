#include "fovea/layers/identity.h"

#include "fovea/kernels/elementwise.h"
#include "fovea/layers/activations.h"
#include "framework/core/to_uint.h"

namespace fovea {

std::vector<TensorType> IdentityLayer::infer(Types inputs) const {
  if (inputs.size() != 1) throw Error("identity takes 1 input, not {}", inputs.size());
  return {inputs[0]};
}

KernelCall IdentityLayer::lower(Types inputs, Types) const {
  return {"identity", ElementwiseParams{to_uint(inputs[0].bytes()), 0, 0}, 0};
}

std::vector<Value> IdentityLayer::gradient(const GradientCall& call) const {
  return {call.gradients[0]};
}

Value identity(Value x, std::string name) {
  return add_node(std::make_shared<IdentityLayer>(), {x}, std::move(name));
}

void register_identity(ActivationTable& table) {
  table["identity"] = [](Value x) { return identity(x); };
}

}  // namespace fovea
