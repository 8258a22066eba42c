#include "fovea/layers/concat.h"

#include "fovea/kernels/concat.h"
#include "fovea/layers/common/activation.h"
#include "framework/layers/common/parameters.h"

namespace fovea {

namespace {

int resolved(const ConcatConfig& config, const Shape& x) {
  const int axis = config.axis < 0 ? config.axis + x.rank() : config.axis;
  if (axis < 0 || axis >= x.rank()) {
    throw Error("axis {} does not exist in {}", config.axis, x.str());
  }
  return axis;
}

TensorType joined(const ConcatConfig& config, Types parts) {
  expect_f32("concat", parts, parts.size());
  if (parts.empty() || parts.size() > 8) {
    throw Error("concat takes 1 to 8 tensors, not {}", parts.size());
  }
  const int axis = resolved(config, parts[0].shape);
  std::int64_t extent = 0;
  for (const TensorType& part : parts) {
    if (part.shape.rank() != parts[0].shape.rank() ||
        part.shape.with(axis, 0) != parts[0].shape.with(axis, 0)) {
      throw Error("{} and {} differ in more than axis {}", parts[0].str(), part.str(), axis);
    }
    extent += part.shape[axis];
  }
  return {parts[0].shape.with(axis, extent), DType::f32};
}

KernelCall call(const std::string& kernel, const ConcatConfig& config, Types parts) {
  const int axis = resolved(config, parts[0].shape);
  ConcatParams params{};
  params.rows = to_uint(parts[0].shape.count(0, axis));
  for (const TensorType& part : parts) {
    params.length[params.count++] = to_uint(part.shape.count(axis, part.shape.rank()));
  }
  return {kernel, params, 0};
}

// (dy, x0, x1, ...) -> dx0, dx1, ...; only the shapes of the parts are used.
class ConcatGrad : public Layer {
 public:
  explicit ConcatGrad(ConcatConfig config) : config_(config) {}
  std::string kind() const override { return "concat_grad"; }
  bool reads(int input) const override { return input == 0; }
  std::vector<TensorType> infer(Types inputs) const override {
    const TensorType y = joined(config_, inputs.subspan(1));
    if (inputs[0] != y) throw Error("the gradient must be {}, not {}", y.str(), inputs[0].str());
    return {inputs.begin() + 1, inputs.end()};
  }
  KernelCall lower(Types inputs, Types) const override {
    return call(kind(), config_, inputs.subspan(1));
  }

 private:
  ConcatConfig config_;
};

}  // namespace

std::vector<TensorType> ConcatLayer::infer(Types inputs) const { return {joined(config_, inputs)}; }

KernelCall ConcatLayer::lower(Types inputs, Types) const { return call("concat", config_, inputs); }

std::vector<Value> ConcatLayer::gradient(const GradientCall& call) const {
  std::vector<Value> inputs = {call.gradients[0]};
  inputs.insert(inputs.end(), call.inputs.begin(), call.inputs.end());
  return inputs[0].graph().add(std::make_shared<ConcatGrad>(config_), inputs);
}

Value concat(std::span<const Value> parts, ConcatConfig config, std::string name) {
  if (parts.empty()) throw Error("concat takes 1 to 8 tensors, not 0");
  return parts.front()
      .graph()
      .add(std::make_shared<ConcatLayer>(config), parts, std::move(name))
      .front();
}

Value concat(std::initializer_list<Value> parts, ConcatConfig config, std::string name) {
  return concat(std::span(parts.begin(), parts.size()), config, std::move(name));
}

}  // namespace fovea
