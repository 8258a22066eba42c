#include "fovea/layers/resize.h"

#include <cmath>

#include "fovea/kernels/resize.h"
#include "fovea/layers/common/window.h"
#include "framework/layers/common/parameters.h"

namespace fovea {

namespace {

using Position = ResizeConfig::Position;

std::int64_t output_size(std::int64_t input, int option, float scale) {
  if (option > 0) return option;
  const double size = std::floor(static_cast<double>(input) * double{scale});
  if (option < 0 || !(size >= 1 && size < 1e9)) {
    throw Error("an extent of {} times {} cannot be", input, scale);
  }
  return static_cast<std::int64_t>(size);
}

TensorType resized(const ResizeConfig& config, const TensorType& x) {
  expect_image("resize", x);
  return {{x.shape[0], output_size(x.shape[1], config.height, config.scale_h),
           output_size(x.shape[2], config.width, config.scale_w), x.shape[3]},
          DType::f32};
}

struct PositionLine {
  float scale, offset;
};

// The positions of an axis' outputs.
PositionLine positions(Position position, std::int64_t input, std::int64_t output, int option,
                       float scale) {
  const double in = static_cast<double>(input), out = static_cast<double>(output);
  const double pace = option > 0 ? in / out : 1 / double{scale};
  const auto line = [](double a, double b) {
    return PositionLine{static_cast<float>(a), static_cast<float>(b)};
  };
  switch (position) {
    case Position::corners:
      return input > 1 && output > 1 ? line((in - 1) / (out - 1), 0) : line(1, 0);
    case Position::asymmetric:
      return line(pace, 0);
    case Position::half_pixel_up:
      return line(pace, pace / 2);
    case Position::pytorch:
      if (output == 1) return line(pace, 0);
      [[fallthrough]];
    default:
      return line(pace, pace / 2 - 0.5);
  }
}

KernelCall call(const std::string& kernel, const ResizeConfig& config, const Shape& x,
                const Shape& y) {
  const PositionLine rows = positions(config.position, x[1], y[1], config.height, config.scale_h);
  const PositionLine columns = positions(config.position, x[2], y[2], config.width, config.scale_w);
  ResizeParams params{};
  params.batch = to_uint(x[0]);
  params.height = to_uint(x[1]);
  params.width = to_uint(x[2]);
  params.channels = to_uint(x[3]);
  params.out_height = to_uint(y[1]);
  params.out_width = to_uint(y[2]);
  params.mode = static_cast<uint>(config.mode);
  params.rounding = static_cast<uint>(config.rounding);
  params.scale_h = rows.scale;
  params.offset_h = rows.offset;
  params.scale_w = columns.scale;
  params.offset_w = columns.offset;
  params.cubic = config.cubic;
  params.exclude_outside = uint{config.exclude_outside};
  const int taps = resize_taps(params.mode);
  return {kernel, params, 2.0 * taps * taps * static_cast<double>(y.count())};
}

// (dy, x) -> dx; only the shape of x is used.
class ResizeGrad : public Layer {
 public:
  explicit ResizeGrad(ResizeConfig config) : config_(config) {}
  std::string kind() const override { return "resize_grad"; }
  bool reads(int input) const override { return input == 0; }
  std::vector<TensorType> infer(Types inputs) const override {
    const TensorType y = resized(config_, inputs[1]);
    if (inputs[0] != y) throw Error("the gradient must be {}, not {}", y.str(), inputs[0].str());
    return {inputs[1]};
  }
  KernelCall lower(Types inputs, Types) const override {
    return call(kind(), config_, inputs[1].shape, inputs[0].shape);
  }

 private:
  ResizeConfig config_;
};

}  // namespace

std::vector<TensorType> ResizeLayer::infer(Types inputs) const {
  if (inputs.size() != 1) throw Error("resize takes 1 input, not {}", inputs.size());
  return {resized(config_, inputs[0])};
}

KernelCall ResizeLayer::lower(Types inputs, Types outputs) const {
  return call("resize", config_, inputs[0].shape, outputs[0].shape);
}

std::vector<Value> ResizeLayer::gradient(const GradientCall& call) const {
  return {add_node(std::make_shared<ResizeGrad>(config_), {call.gradients[0], call.inputs[0]})};
}

Value resize(Value x, ResizeConfig config, std::string name) {
  return add_node(std::make_shared<ResizeLayer>(config), {x}, std::move(name));
}

Value upsample(Value x, int factor, ResizeConfig::Mode mode, std::string name) {
  const float scale = static_cast<float>(factor);
  return resize(x, {.scale_h = scale, .scale_w = scale, .mode = mode}, std::move(name));
}

}  // namespace fovea
