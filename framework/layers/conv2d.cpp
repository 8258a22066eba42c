#include "fovea/layers/conv2d.h"

#include "fovea/layers/sum_rows.h"
#include "framework/layers/common/parameters.h"

namespace fovea {

namespace {

Shape weight_shape(const Conv2dConfig& config, const TensorType& x) {
  expect_image("conv2d", x);
  const std::int64_t channels = x.shape[3];
  if (config.channels < 1) throw Error("{} output channels are too few", config.channels);
  if (config.groups < 1 || channels % config.groups || config.channels % config.groups) {
    throw Error("groups {} must divide the input's {} channels and the output's {}", config.groups,
                channels, config.channels);
  }
  return {config.channels, config.kernel.h, config.kernel.w, channels / config.groups};
}

WindowGrid grid(const Conv2dConfig& config, const Shape& x) {
  return place_windows({config.kernel, config.stride, config.dilation, config.padding}, x[1], x[2]);
}

TensorType output_type(const Conv2dConfig& config, const TensorType& x, const TensorType& weight) {
  const TensorType expected{weight_shape(config, x), DType::f32};
  if (weight != expected)
    throw Error("the weight must be {}, not {}", expected.str(), weight.str());
  const WindowGrid windows = grid(config, x.shape);
  return {{x.shape[0], windows.out_height, windows.out_width, config.channels}, DType::f32};
}

KernelCall call(const std::string& kernel, const Conv2dConfig& config, const TensorType& x,
                const TensorType& y, const Epilogue& epilogue) {
  const Padding padding = grid(config, x.shape).padding;
  return convolution_call(kernel, config, x.shape, y.shape, padding.top, padding.left, epilogue);
}

void expect_gradient(const TensorType& dy, const TensorType& y) {
  if (dy != y) throw Error("the gradient must be {}, not {}", y.str(), dy.str());
}

// (dy, weight, x) -> dx; only the shape of x is used.
class Conv2dGradInput : public Layer {
 public:
  explicit Conv2dGradInput(Conv2dConfig config) : config_(std::move(config)) {}
  std::string kind() const override { return "conv2d_grad_input"; }
  bool reads(int input) const override { return input != 2; }
  std::vector<TensorType> infer(Types inputs) const override {
    expect_gradient(inputs[0], output_type(config_, inputs[2], inputs[1]));
    return {inputs[2]};
  }
  KernelCall lower(Types inputs, Types) const override {
    return call(kind(), config_, inputs[2], inputs[0], {});
  }

 private:
  Conv2dConfig config_;
};

// (x, dy, weight) -> dweight; only the shape of weight is used.
class Conv2dGradWeight : public Layer {
 public:
  explicit Conv2dGradWeight(Conv2dConfig config) : config_(std::move(config)) {}
  std::string kind() const override { return "conv2d_grad_weight"; }
  bool reads(int input) const override { return input != 2; }
  std::vector<TensorType> infer(Types inputs) const override {
    expect_gradient(inputs[1], output_type(config_, inputs[0], inputs[2]));
    return {inputs[2]};
  }
  KernelCall lower(Types inputs, Types) const override {
    return call(kind(), config_, inputs[0], inputs[1], {});
  }

 private:
  Conv2dConfig config_;
};

}  // namespace

KernelCall convolution_call(const std::string& kernel, const Conv2dConfig& config,
                            const Shape& images, const Shape& maps, int pad_top, int pad_left,
                            const Epilogue& epilogue) {
  Conv2dParams params{};
  params.batch = to_uint(images[0]);
  params.height = to_uint(images[1]);
  params.width = to_uint(images[2]);
  params.channels = to_uint(images[3]);
  params.out_height = to_uint(maps[1]);
  params.out_width = to_uint(maps[2]);
  params.out_channels = to_uint(maps[3]);
  params.kernel_h = to_uint(config.kernel.h);
  params.kernel_w = to_uint(config.kernel.w);
  params.stride_h = to_uint(config.stride.h);
  params.stride_w = to_uint(config.stride.w);
  params.dilation_h = to_uint(config.dilation.h);
  params.dilation_w = to_uint(config.dilation.w);
  params.pad_top = to_uint(pad_top);
  params.pad_left = to_uint(pad_left);
  params.groups = to_uint(config.groups);
  params.epilogue = epilogue.params();
  const double products = static_cast<double>(maps.count()) * config.kernel.h * config.kernel.w *
                          static_cast<double>(images[3] / config.groups);
  return {kernel, params, 2 * products};
}

Conv2dLayer::Conv2dLayer(Conv2dConfig config) : config_(std::move(config)) {
  epilogue_.shift = config_.bias;
}

std::vector<TensorType> Conv2dLayer::infer(Types inputs) const {
  if (inputs.size() < 2) throw Error("conv2d takes an image and a weight");
  const TensorType y = output_type(config_, inputs[0], inputs[1]);
  expect_epilogue("conv2d", inputs, 2, epilogue_, y);
  return {y};
}

KernelCall Conv2dLayer::lower(Types inputs, Types outputs) const {
  return call("conv2d", config_, inputs[0], outputs[0], epilogue_);
}

std::vector<Value> Conv2dLayer::gradient(const GradientCall& gradient) const {
  if (epilogue_.scale || epilogue_.residual || epilogue_.activates()) {
    throw Error("a conv2d that took in its successors has no gradient");
  }
  const Value x = gradient.inputs[0], weight = gradient.inputs[1], dy = gradient.gradients[0];
  std::vector<Value> results(gradient.inputs.size());
  if (gradient.needs_gradient[0]) {
    results[0] = add_node(std::make_shared<Conv2dGradInput>(config_), {dy, weight, x});
  }
  if (gradient.needs_gradient[1]) {
    results[1] = add_node(std::make_shared<Conv2dGradWeight>(config_), {x, dy, weight});
  }
  if (epilogue_.shift && gradient.needs_gradient[2]) results[2] = sum_rows(dy);
  return results;
}

std::shared_ptr<const Layer> Conv2dLayer::fuse(const Epilogue& tail) const {
  const auto both = epilogue_.then(tail);
  return both ? std::make_shared<Conv2dLayer>(config_, *both) : nullptr;
}

Value conv2d(Value x, Conv2dConfig config) {
  Graph& graph = x.graph();
  const std::string name = graph.name_for("conv2d", config.name);
  const Shape shape = at_node(name, "conv2d", x, [&] {
    expect_image("conv2d", x.type());
    grid(config, x.shape());
    return weight_shape(config, x.type());
  });
  const Value weight = parameter(graph, name, "weight", shape, config.initializer);
  const Value bias = config.bias
                         ? parameter(graph, name, "bias", {config.channels}, Initializer::zeros())
                         : Value();
  config.name = name;
  return conv2d(x, weight, bias, std::move(config));
}

Value conv2d(Value x, Value weight, Value bias, Conv2dConfig config) {
  Graph& graph = x.graph();
  if (weight.shape().rank() != 4) {
    throw Error("a conv2d weight is (O, H, W, I), not {}", weight.type().str()).at(config.name);
  }
  config.channels = static_cast<int>(weight.shape()[0]);
  config.kernel = {static_cast<int>(weight.shape()[1]), static_cast<int>(weight.shape()[2])};
  config.bias = bool{bias};
  std::string name = config.name;
  const auto layer = std::make_shared<Conv2dLayer>(std::move(config));
  return bias ? graph.add(layer, std::vector{x, weight, bias}, name).front()
              : graph.add(layer, std::vector{x, weight}, name).front();
}

}  // namespace fovea
