#include "fovea/layers/gather.h"

#include "fovea/kernels/gather.h"
#include "framework/layers/common/parameters.h"

namespace fovea {

namespace {

int resolved(const GatherConfig& config, const Shape& x) {
  const int axis = config.axis < 0 ? config.axis + x.rank() : config.axis;
  if (axis < 0 || axis >= x.rank()) {
    throw Error("axis {} does not exist in {}", config.axis, x.str());
  }
  return axis;
}

TensorType output_type(const GatherConfig& config, const TensorType& x, const TensorType& indices) {
  if (x.dtype != DType::f32 || indices.dtype != DType::i32) {
    throw Error("gather takes f32 and i32 indices, not {} and {}", x.str(), indices.str());
  }
  const int axis = resolved(config, x.shape);
  std::vector<std::int64_t> dims;
  for (int i = 0; i < axis; ++i) dims.push_back(x.shape[i]);
  dims.insert(dims.end(), indices.shape.dims().begin(), indices.shape.dims().end());
  for (int i = axis + 1; i < x.shape.rank(); ++i) dims.push_back(x.shape[i]);
  return {Shape(dims), DType::f32};
}

KernelCall call(const std::string& kernel, const GatherConfig& config, const Shape& x,
                const Shape& indices) {
  const int axis = resolved(config, x);
  return {kernel,
          GatherParams{to_uint(x.count(0, axis)), to_uint(x[axis]),
                       to_uint(x.count(axis + 1, x.rank())), to_uint(indices.count())},
          0};
}

// (dy, indices, x) -> dx; only the shape of x is used.
class GatherGrad : public Layer {
 public:
  explicit GatherGrad(GatherConfig config) : config_(config) {}
  std::string kind() const override { return "gather_grad"; }
  bool reads(int input) const override { return input != 2; }
  std::vector<TensorType> infer(Types inputs) const override {
    const TensorType y = output_type(config_, inputs[2], inputs[1]);
    if (inputs[0] != y) throw Error("the gradient must be {}, not {}", y.str(), inputs[0].str());
    return {inputs[2]};
  }
  KernelCall lower(Types inputs, Types) const override {
    return call(kind(), config_, inputs[2].shape, inputs[1].shape);
  }

 private:
  GatherConfig config_;
};

}  // namespace

std::vector<TensorType> GatherLayer::infer(Types inputs) const {
  if (inputs.size() != 2) throw Error("gather takes 2 inputs, not {}", inputs.size());
  return {output_type(config_, inputs[0], inputs[1])};
}

KernelCall GatherLayer::lower(Types inputs, Types) const {
  return call("gather", config_, inputs[0].shape, inputs[1].shape);
}

std::vector<Value> GatherLayer::gradient(const GradientCall& call) const {
  return {add_node(std::make_shared<GatherGrad>(config_),
                   {call.gradients[0], call.inputs[1], call.inputs[0]}),
          {}};
}

Value gather(Value x, Value indices, GatherConfig config, std::string name) {
  return add_node(std::make_shared<GatherLayer>(config), {x, indices}, std::move(name));
}

}  // namespace fovea
