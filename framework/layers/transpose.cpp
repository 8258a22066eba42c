#include "fovea/layers/transpose.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>

#include "fovea/kernels/strided.h"
#include "framework/layers/common/broadcast.h"

namespace fovea {

std::vector<TensorType> TransposeLayer::infer(Types inputs) const {
  if (inputs.size() != 1) throw Error("transpose takes 1 input, not {}", inputs.size());
  const TensorType& x = inputs[0];
  if (x.dtype != DType::f32 && x.dtype != DType::i32) {
    throw Error("transpose takes f32 or i32, not {}", x.str());
  }
  std::vector<int> axes(static_cast<size_t>(x.shape.rank()));
  std::iota(axes.begin(), axes.end(), 0);
  if (!std::ranges::is_permutation(axes, config_.order)) {
    throw Error("({}) is no order of the axes of {}", fmt::join(config_.order, ", "),
                x.shape.str());
  }
  std::vector<std::int64_t> dims;
  for (const int axis : config_.order) dims.push_back(x.shape[axis]);
  return {{Shape(dims), x.dtype}};
}

KernelCall TransposeLayer::lower(Types inputs, Types outputs) const {
  const Shape& x = inputs[0].shape;
  std::vector<std::int64_t> strides;
  for (const int axis : config_.order) strides.push_back(x.count(axis + 1, x.rank()));
  StridedParams params{};
  params.rank = StridedAxes(outputs[0].shape).strided(strides).write(params.size, {params.stride});
  params.scale = 1;
  return {"strided", params, 0};
}

std::vector<Value> TransposeLayer::gradient(const GradientCall& call) const {
  TransposeConfig back{std::vector<int>(config_.order.size())};
  for (size_t k = 0; k < back.order.size(); ++k) {
    back.order[static_cast<size_t>(config_.order[k])] = static_cast<int>(k);
  }
  return {transpose(call.gradients[0], back)};
}

Value transpose(Value x, TransposeConfig config, std::string name) {
  return add_node(std::make_shared<TransposeLayer>(std::move(config)), {x}, std::move(name));
}

}  // namespace fovea
