#include "square.h"

using namespace fovea;

namespace {

ElementwiseParams params_for(const TensorType& x) {
  return {static_cast<std::uint32_t>(x.shape.count()), 0, 0};
}

// (x, dy) -> dx
class SquareGrad : public Layer {
 public:
  std::string kind() const override { return "square_grad"; }
  std::vector<TensorType> infer(Types inputs) const override { return {inputs[0]}; }
  KernelCall lower(Types inputs, Types) const override {
    return {kind(), params_for(inputs[0]), 2.0 * static_cast<double>(inputs[0].shape.count())};
  }
};

class Square : public Layer {
 public:
  std::string kind() const override { return "square"; }
  std::vector<TensorType> infer(Types inputs) const override {
    if (inputs[0].dtype != DType::f32) throw Error("square takes f32");
    return {inputs[0]};
  }
  KernelCall lower(Types inputs, Types) const override {
    return {kind(), params_for(inputs[0]), static_cast<double>(inputs[0].shape.count())};
  }
  std::vector<Value> gradient(const GradientCall& call) const override {
    return {add_node(std::make_shared<SquareGrad>(), {call.inputs[0], call.gradients[0]})};
  }
};

}  // namespace

Value square(Value x) { return add_node(std::make_shared<Square>(), {x}); }

void add_square(cpu::CpuBackend& backend) {
  backend.add("square", {[](const KernelArgs& args) {
                const float* x = args.input<float>(0);
                float* y = args.output<float>(0);
                const auto count = args.params<ElementwiseParams>().count;
                for (std::uint32_t i = 0; i < count; ++i) y[i] = x[i] * x[i];
              }});
  backend.add("square_grad", {[](const KernelArgs& args) {
                const float *x = args.input<float>(0), *dy = args.input<float>(1);
                float* dx = args.output<float>(0);
                const auto count = args.params<ElementwiseParams>().count;
                for (std::uint32_t i = 0; i < count; ++i) dx[i] = 2 * x[i] * dy[i];
              }});
}
