#include "fovea/layers/global_average_pool.h"

#include "fovea/kernels/global_average_pool.h"
#include "fovea/layers/common/window.h"
#include "framework/layers/common/parameters.h"

namespace fovea {

namespace {

KernelCall call(const std::string& kernel, const Shape& x) {
  return {kernel, GlobalAveragePoolParams{to_uint(x[0]), to_uint(x.count(1, 3)), to_uint(x[3])},
          static_cast<double>(x.count())};
}

// (dy, x) -> dx; only the shape of x is used.
class GlobalAveragePoolGrad : public Layer {
 public:
  std::string kind() const override { return "global_average_pool_grad"; }
  bool reads(int input) const override { return input == 0; }
  std::vector<TensorType> infer(Types inputs) const override { return {inputs[1]}; }
  KernelCall lower(Types inputs, Types) const override { return call(kind(), inputs[1].shape); }
};

}  // namespace

std::vector<TensorType> GlobalAveragePoolLayer::infer(Types inputs) const {
  if (inputs.size() != 1) throw Error("global_average_pool takes 1 input, not {}", inputs.size());
  expect_image("global_average_pool", inputs[0]);
  return {{{inputs[0].shape[0], 1, 1, inputs[0].shape[3]}, DType::f32}};
}

KernelCall GlobalAveragePoolLayer::lower(Types inputs, Types) const {
  return call("global_average_pool", inputs[0].shape);
}

std::vector<Value> GlobalAveragePoolLayer::gradient(const GradientCall& call) const {
  return {add_node(std::make_shared<GlobalAveragePoolGrad>(), {call.gradients[0], call.inputs[0]})};
}

Value global_average_pool(Value x, std::string name) {
  return add_node(std::make_shared<GlobalAveragePoolLayer>(), {x}, std::move(name));
}

}  // namespace fovea
