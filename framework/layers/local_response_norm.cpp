#include "fovea/layers/local_response_norm.h"

#include <algorithm>

#include "fovea/kernels/local_response_norm.h"
#include "fovea/layers/common/activation.h"
#include "framework/layers/common/parameters.h"

namespace fovea {

namespace {

/// FLOPs per element: `work` for each element of its window, plus `flops`.
KernelCall call(const std::string& kernel, const LocalResponseNormConfig& config, const Shape& x,
                std::int64_t work, double flops) {
  // A window over all channels on both sides gives the same result as a wider one.
  const std::int64_t size = std::min<std::int64_t>(config.size, 2 * x.back() - 1);
  const float alpha = size == config.size ? config.alpha
                                          : config.alpha * static_cast<float>(size) /
                                                static_cast<float>(config.size);
  return {kernel,
          LocalResponseNormParams{to_uint(x.count(0, x.rank() - 1)), to_uint(x.back()),
                                  to_uint(size), alpha, config.beta, config.k},
          (static_cast<double>(size * work) + flops) * static_cast<double>(x.count())};
}

// (dy, x) -> dx
class LocalResponseNormGrad : public Layer {
 public:
  explicit LocalResponseNormGrad(LocalResponseNormConfig config) : config_(config) {}
  std::string kind() const override { return "local_response_norm_grad"; }
  std::vector<TensorType> infer(Types inputs) const override {
    expect_f32(kind(), inputs, 2);
    if (inputs[0] != inputs[1]) throw Error("the two inputs must have one shape");
    return {inputs[1]};
  }
  KernelCall lower(Types inputs, Types) const override {
    return call(kind(), config_, inputs[1].shape, 2, 12);
  }

 private:
  LocalResponseNormConfig config_;
};

}  // namespace

LocalResponseNormLayer::LocalResponseNormLayer(LocalResponseNormConfig config) : config_(config) {
  if (config.size < 1) throw Error("a window of {} channels is too small", config.size);
}

std::vector<TensorType> LocalResponseNormLayer::infer(Types inputs) const {
  expect_f32("local_response_norm", inputs, 1);
  if (inputs[0].shape.rank() < 1) throw Error("a scalar has no channels");
  return {inputs[0]};
}

KernelCall LocalResponseNormLayer::lower(Types inputs, Types) const {
  return call("local_response_norm", config_, inputs[0].shape, 1, 6);
}

std::vector<Value> LocalResponseNormLayer::gradient(const GradientCall& call) const {
  return {add_node(std::make_shared<LocalResponseNormGrad>(config_),
                   {call.gradients[0], call.inputs[0]})};
}

Value local_response_norm(Value x, LocalResponseNormConfig config, std::string name) {
  return add_node(std::make_shared<LocalResponseNormLayer>(config), {x}, std::move(name));
}

}  // namespace fovea
