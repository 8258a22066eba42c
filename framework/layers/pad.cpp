#include "fovea/layers/pad.h"

#include <algorithm>

#include "fovea/kernels/pad.h"
#include "fovea/layers/common/activation.h"
#include "framework/layers/common/parameters.h"

namespace fovea {

namespace {

TensorType padded(const PadConfig& config, const TensorType& x) {
  const size_t rank = static_cast<size_t>(x.shape.rank());
  if (rank < 1) throw Error("a scalar cannot be padded");
  if (config.before.size() != rank || config.after.size() != rank) {
    throw Error("{} and {} numbers before and after do not fit the {} axes of x",
                config.before.size(), config.after.size(), rank);
  }
  TensorType y = x;
  for (size_t axis = 0; axis < rank; ++axis) {
    const int before = config.before[axis], after = config.after[axis];
    if (before < 0 || after < 0)
      throw Error("padding {} of axis {} is negative", std::min(before, after), axis);
    const int a = static_cast<int>(axis);
    y.shape = y.shape.with(a, x.shape[a] + before + after);
  }
  return y;
}

KernelCall call(const std::string& kernel, const PadConfig& config, const Shape& x,
                const Shape& y) {
  PadParams params{};
  params.value = config.value;
  for (int axis = 0; axis < x.rank(); ++axis) {
    if (params.rank > 0 && x[axis] == y[axis]) {
      const uint last = params.rank - 1;
      params.size[last] = to_uint(params.size[last] * x[axis]);
      params.out_size[last] = to_uint(params.out_size[last] * x[axis]);
      params.before[last] = to_uint(params.before[last] * x[axis]);
    } else {
      params.size[params.rank] = to_uint(x[axis]);
      params.out_size[params.rank] = to_uint(y[axis]);
      params.before[params.rank] = to_uint(config.before[static_cast<size_t>(axis)]);
      ++params.rank;
    }
  }
  return {kernel, params, 0};
}

// (dy, x) -> dx; only the shape of x is used.
class PadGrad : public Layer {
 public:
  explicit PadGrad(PadConfig config) : config_(std::move(config)) {}
  std::string kind() const override { return "pad_grad"; }
  bool reads(int input) const override { return input == 0; }
  std::vector<TensorType> infer(Types inputs) const override {
    const TensorType y = padded(config_, inputs[1]);
    if (inputs[0] != y) throw Error("the gradient must be {}, not {}", y.str(), inputs[0].str());
    return {inputs[1]};
  }
  KernelCall lower(Types inputs, Types) const override {
    return call(kind(), config_, inputs[1].shape, inputs[0].shape);
  }

 private:
  PadConfig config_;
};

}  // namespace

std::vector<TensorType> PadLayer::infer(Types inputs) const {
  expect_f32("pad", inputs, 1);
  return {padded(config_, inputs[0])};
}

KernelCall PadLayer::lower(Types inputs, Types outputs) const {
  return call("pad", config_, inputs[0].shape, outputs[0].shape);
}

std::vector<Value> PadLayer::gradient(const GradientCall& call) const {
  return {add_node(std::make_shared<PadGrad>(config_), {call.gradients[0], call.inputs[0]})};
}

Value pad(Value x, PadConfig config, std::string name) {
  return add_node(std::make_shared<PadLayer>(std::move(config)), {x}, std::move(name));
}

}  // namespace fovea
