#include "fovea/layers/cast.h"

#include "fovea/kernels/cast.h"
#include "framework/layers/common/parameters.h"

namespace fovea {

namespace {

uint number_of(DType dtype) {
  switch (dtype) {
    case DType::f32:
      return cast_f32;
    case DType::i32:
      return cast_i32;
    case DType::u8:
      return cast_u8;
    case DType::boolean:
      return cast_boolean;
    default:
      throw Error("cast knows f32, i32, u8 and bool, not {}", name_of(dtype));
  }
}

}  // namespace

std::vector<TensorType> CastLayer::infer(Types inputs) const {
  if (inputs.size() != 1) throw Error("cast takes 1 input, not {}", inputs.size());
  number_of(inputs[0].dtype);
  number_of(config_.to);
  return {{inputs[0].shape, config_.to}};
}

KernelCall CastLayer::lower(Types inputs, Types) const {
  return {"cast", CastParams{to_uint(inputs[0].shape.count()), number_of(inputs[0].dtype),
                             number_of(config_.to)}};
}

std::vector<Value> CastLayer::gradient(const GradientCall& call) const {
  const bool same = call.inputs[0].type() == call.outputs[0].type();
  return {same ? call.gradients[0] : Value()};
}

Value cast(Value x, CastConfig config, std::string name) {
  return add_node(std::make_shared<CastLayer>(config), {x}, std::move(name));
}

}  // namespace fovea
