#include "fovea/layers/argmax.h"

#include "fovea/kernels/argmax.h"
#include "fovea/layers/common/activation.h"
#include "framework/layers/common/parameters.h"

namespace fovea {

namespace {

int resolved(const ArgmaxConfig& config, const Shape& x) {
  const int axis = config.axis < 0 ? config.axis + x.rank() : config.axis;
  if (axis < 0 || axis >= x.rank()) {
    throw Error("axis {} does not exist in {}", config.axis, x.str());
  }
  return axis;
}

}  // namespace

std::vector<TensorType> ArgmaxLayer::infer(Types inputs) const {
  expect_f32("argmax", inputs, 1);
  const Shape& x = inputs[0].shape;
  const int axis = resolved(config_, x);
  if (x[axis] < 1) throw Error("axis {} of {} has no largest element", axis, x.str());
  return {{x.with(axis, 1), DType::i32}};
}

KernelCall ArgmaxLayer::lower(Types inputs, Types) const {
  const Shape& x = inputs[0].shape;
  const int axis = resolved(config_, x);
  return {"argmax",
          ArgmaxParams{to_uint(x.count(0, axis)), to_uint(x[axis]),
                       to_uint(x.count(axis + 1, x.rank())), uint{config_.select_last}},
          static_cast<double>(x.count())};
}

Value argmax(Value x, ArgmaxConfig config, std::string name) {
  return add_node(std::make_shared<ArgmaxLayer>(config), {x}, std::move(name));
}

}  // namespace fovea
