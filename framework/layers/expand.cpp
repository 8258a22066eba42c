#include "fovea/layers/expand.h"

#include "fovea/kernels/strided.h"
#include "fovea/layers/common/activation.h"
#include "fovea/layers/reduce.h"
#include "framework/layers/common/broadcast.h"

namespace fovea {

std::vector<TensorType> ExpandLayer::infer(Types inputs) const {
  expect_f32("expand", inputs, 2);
  if (broadcast(inputs[0].shape, inputs[1].shape) != inputs[1].shape) {
    throw Error("{} cannot be repeated to {}", inputs[0].shape.str(), inputs[1].shape.str());
  }
  return {inputs[1]};
}

KernelCall ExpandLayer::lower(Types inputs, Types outputs) const {
  const Shape &x = inputs[0].shape, &y = outputs[0].shape;
  StridedParams params{};
  params.rank = StridedAxes(y).broadcast(x).write(params.size, {params.stride});
  params.scale =
      share_ == Share::whole
          ? 1
          : static_cast<float>(static_cast<double>(x.count()) / static_cast<double>(y.count()));
  return {"strided", params, 0};
}

std::vector<Value> ExpandLayer::gradient(const GradientCall& call) const {
  if (share_ == Share::equal) throw Error("an expand of equal shares has no gradient");
  return {sum_to(call.gradients[0], call.inputs[0]), {}};
}

Value expand(Value x, Value like, Share share, std::string name) {
  return add_node(std::make_shared<ExpandLayer>(share), {x, like}, std::move(name));
}

}  // namespace fovea
