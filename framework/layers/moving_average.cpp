#include "fovea/layers/moving_average.h"

#include "fovea/kernels/elementwise.h"
#include "fovea/layers/common/activation.h"
#include "framework/layers/common/parameters.h"

namespace fovea {

std::vector<TensorType> MovingAverageLayer::infer(Types inputs) const {
  expect_f32("moving_average", inputs, 2);
  if (inputs[0] != inputs[1]) throw Error("moving_average needs two tensors of one shape");
  if (!(momentum_ >= 0 && momentum_ <= 1)) throw Error("momentum {} is not in 0 .. 1", momentum_);
  return {inputs[0]};
}

KernelCall MovingAverageLayer::lower(Types inputs, Types) const {
  const auto count = inputs[0].shape.count();
  return {"moving_average", ElementwiseParams{to_uint(count), momentum_, 1 - momentum_},
          3 * static_cast<double>(count)};
}

Value moving_average(Value old, Value next, float momentum, std::string name) {
  return add_node(std::make_shared<MovingAverageLayer>(momentum), {old, next}, std::move(name));
}

}  // namespace fovea
