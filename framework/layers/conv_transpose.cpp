#include "fovea/layers/conv_transpose.h"

#include <algorithm>

#include "fovea/layers/add.h"
#include "fovea/layers/conv2d.h"
#include "framework/layers/common/parameters.h"

namespace fovea {

namespace {

struct Along {
  std::int64_t size;
  int before;  // of the padding
};

// One axis of the output.
Along along(std::int64_t input, int kernel, int stride, int dilation, int before, int after,
            int more, const std::optional<Same>& same) {
  if (kernel < 1 || stride < 1 || dilation < 1 || before < 0 || after < 0) {
    throw Error("kernel {}, stride {}, dilation {}, padding {} and {} are not possible", kernel,
                stride, dilation, before, after);
  }
  if (more < 0 || more >= std::max(stride, dilation)) {
    throw Error("an output padding of {} is not below the stride {}", more, stride);
  }
  const std::int64_t whole = (input - 1) * stride + std::int64_t{kernel - 1} * dilation + 1 + more;
  if (same) {
    const std::int64_t total = std::max<std::int64_t>(0, whole - input * stride);
    const std::int64_t first = *same == Same::upper ? total / 2 : total - total / 2;
    return {whole - total, static_cast<int>(first)};
  }
  const std::int64_t size = whole - before - after;
  if (size < 1) throw Error("padding {} and {} leave nothing of {}", before, after, whole);
  return {size, before};
}

Shape weight_shape(const ConvTransposeConfig& config, const TensorType& x) {
  expect_image("conv_transpose", x);
  const std::int64_t channels = x.shape[3];
  if (config.channels < 1) throw Error("{} output channels are too few", config.channels);
  if (config.groups < 1 || channels % config.groups || config.channels % config.groups) {
    throw Error("groups {} must divide the input's {} channels and the output's {}", config.groups,
                channels, config.channels);
  }
  return {channels, config.kernel.h, config.kernel.w, config.channels / config.groups};
}

std::pair<Along, Along> grid(const ConvTransposeConfig& config, const Shape& x) {
  const Padding& p = config.padding;
  return {along(x[1], config.kernel.h, config.stride.h, config.dilation.h, p.top, p.bottom,
                config.output_padding.h, p.same),
          along(x[2], config.kernel.w, config.stride.w, config.dilation.w, p.left, p.right,
                config.output_padding.w, p.same)};
}

TensorType output_type(const ConvTransposeConfig& config, const TensorType& x,
                       const TensorType& weight) {
  const TensorType expected{weight_shape(config, x), DType::f32};
  if (weight != expected)
    throw Error("the weight must be {}, not {}", expected.str(), weight.str());
  const auto [rows, columns] = grid(config, x.shape);
  return {{x.shape[0], rows.size, columns.size, config.channels}, DType::f32};
}

// The conv2d from the images of y to those of x.
KernelCall call(const std::string& kernel, const ConvTransposeConfig& config, const Shape& x,
                const Shape& y) {
  const auto [rows, columns] = grid(config, x);
  const Conv2dConfig turned{.kernel = config.kernel,
                            .stride = config.stride,
                            .dilation = config.dilation,
                            .groups = config.groups};
  return convolution_call(kernel, turned, y, x, rows.before, columns.before);
}

// (dy, weight, x) -> dx; only the shape of x is used.
class ConvTransposeGradInput : public Layer {
 public:
  explicit ConvTransposeGradInput(ConvTransposeConfig config) : config_(std::move(config)) {}
  std::string kind() const override { return "conv_transpose_grad_input"; }
  bool reads(int input) const override { return input != 2; }
  std::vector<TensorType> infer(Types inputs) const override {
    const TensorType y = output_type(config_, inputs[2], inputs[1]);
    if (inputs[0] != y) throw Error("the gradient must be {}, not {}", y.str(), inputs[0].str());
    return {inputs[2]};
  }
  KernelCall lower(Types inputs, Types) const override {
    return call("conv2d", config_, inputs[2].shape, inputs[0].shape);
  }

 private:
  ConvTransposeConfig config_;
};

// (dy, x, weight) -> dweight; only the shape of weight is used.
class ConvTransposeGradWeight : public Layer {
 public:
  explicit ConvTransposeGradWeight(ConvTransposeConfig config) : config_(std::move(config)) {}
  std::string kind() const override { return "conv_transpose_grad_weight"; }
  bool reads(int input) const override { return input != 2; }
  std::vector<TensorType> infer(Types inputs) const override {
    const TensorType y = output_type(config_, inputs[1], inputs[2]);
    if (inputs[0] != y) throw Error("the gradient must be {}, not {}", y.str(), inputs[0].str());
    return {inputs[2]};
  }
  KernelCall lower(Types inputs, Types) const override {
    return call("conv2d_grad_weight", config_, inputs[1].shape, inputs[0].shape);
  }

 private:
  ConvTransposeConfig config_;
};

}  // namespace

std::vector<TensorType> ConvTransposeLayer::infer(Types inputs) const {
  if (inputs.size() != 2) throw Error("conv_transpose takes an image and a weight");
  return {output_type(config_, inputs[0], inputs[1])};
}

KernelCall ConvTransposeLayer::lower(Types inputs, Types outputs) const {
  return call("conv2d_grad_input", config_, inputs[0].shape, outputs[0].shape);
}

std::vector<Value> ConvTransposeLayer::gradient(const GradientCall& call) const {
  const Value x = call.inputs[0], weight = call.inputs[1], dy = call.gradients[0];
  std::vector<Value> results(2);
  if (call.needs_gradient[0]) {
    results[0] = add_node(std::make_shared<ConvTransposeGradInput>(config_), {dy, weight, x});
  }
  if (call.needs_gradient[1]) {
    results[1] = add_node(std::make_shared<ConvTransposeGradWeight>(config_), {dy, x, weight});
  }
  return results;
}

Value conv_transpose(Value x, ConvTransposeConfig config) {
  Graph& graph = x.graph();
  const std::string name = graph.name_for("conv_transpose", config.name);
  const Shape shape = at_node(name, "conv_transpose", x, [&] {
    const Shape weight = weight_shape(config, x.type());
    grid(config, x.shape());
    return weight;
  });
  const Value weight = parameter(graph, name, "weight", shape, config.initializer);
  const Value bias = config.bias
                         ? parameter(graph, name, "bias", {config.channels}, Initializer::zeros())
                         : Value();
  config.name = name;
  return conv_transpose(x, weight, bias, std::move(config));
}

Value conv_transpose(Value x, Value weight, Value bias, ConvTransposeConfig config) {
  if (weight.shape().rank() != 4) {
    throw Error("a conv_transpose weight is (I, H, W, O), not {}", weight.type().str())
        .at(config.name);
  }
  config.channels = static_cast<int>(weight.shape()[3]) * config.groups;
  config.kernel = {static_cast<int>(weight.shape()[1]), static_cast<int>(weight.shape()[2])};
  config.bias = bool{bias};
  const std::string name = config.name;
  const auto layer = std::make_shared<ConvTransposeLayer>(std::move(config));
  if (!bias) return add_node(layer, {x, weight}, name);
  const Value product = add_node(layer, {x, weight}, name.empty() ? "" : name + "/product");
  return add(product, bias, name);
}

}  // namespace fovea
