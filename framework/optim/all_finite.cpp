#include "framework/optim/all_finite.h"

#include "fovea/kernels/all_finite.h"
#include "framework/layers/common/parameters.h"

namespace fovea {

std::vector<TensorType> AllFiniteLayer::infer(Types inputs) const {
  if (inputs.size() < 2 || inputs.size() > 8) {
    throw Error("all_finite takes 1 to 7 tensors and a flag, not {} inputs", inputs.size());
  }
  for (const TensorType& tensor : inputs.first(inputs.size() - 1)) {
    if (tensor.dtype != DType::f32) throw Error("all_finite takes f32, not {}", tensor.str());
  }
  const TensorType flag{Shape{}, DType::i32};
  if (inputs.back() != flag) {
    throw Error("the previous flag must be {}, not {}", flag.str(), inputs.back().str());
  }
  return {flag};
}

KernelCall AllFiniteLayer::lower(Types inputs, Types) const {
  AllFiniteParams params{};
  params.tensors = to_uint(static_cast<std::int64_t>(inputs.size()) - 1);
  double flops = 0;
  for (size_t i = 0; i + 1 < inputs.size(); ++i) {
    params.count[i] = to_uint(inputs[i].shape.count());
    flops += static_cast<double>(params.count[i]);
  }
  return {"all_finite", params, flops};
}

Value all_finite(std::vector<Value> tensors, Value previous, std::string name) {
  tensors.push_back(previous);
  return previous.graph().add(std::make_shared<AllFiniteLayer>(), tensors, std::move(name)).front();
}

}  // namespace fovea
