#include "fovea/layers/slice.h"

#include <algorithm>

#include "fovea/kernels/slice.h"
#include "framework/layers/common/parameters.h"

namespace fovea {

namespace {

// The elements that are taken from one axis.
struct AxisSlice {
  std::int64_t start = 0, step = 1, count;
};

AxisSlice axis_slice(std::int64_t size, std::int64_t start, std::int64_t end, std::int64_t step) {
  if (step == 0) throw Error("a step of 0 leads nowhere");
  // A step longer than the axis takes one element, however long the step is.
  step = std::clamp(step, -std::max<std::int64_t>(size, 1), std::max<std::int64_t>(size, 1));
  if (start < 0) start += size;
  if (end < 0) end += size;
  if (step > 0) {
    start = std::clamp<std::int64_t>(start, 0, size);
    end = std::clamp<std::int64_t>(end, 0, size);
    return {start, step, end > start ? 1 + (end - start - 1) / step : 0};
  }
  start = std::clamp<std::int64_t>(start, -1, size - 1);
  end = std::clamp<std::int64_t>(end, -1, size - 1);
  return {start, step, start > end ? 1 + (start - end - 1) / -step : 0};
}

std::vector<AxisSlice> axis_slices(const SliceConfig& config, const Shape& x) {
  const size_t count = config.starts.size(), rank = static_cast<size_t>(x.rank());
  if (rank < 1) throw Error("a scalar cannot be sliced");
  const auto fits = [&](const auto& list) { return list.empty() || list.size() == count; };
  if (config.ends.size() != count || !fits(config.axes) || !fits(config.steps) || count > rank) {
    throw Error("{} starts, {} ends, {} axes and {} steps do not fit together or the {} axes of x",
                count, config.ends.size(), config.axes.size(), config.steps.size(), rank);
  }
  std::vector<AxisSlice> all;
  for (const std::int64_t size : x.dims()) all.push_back({.count = size});
  std::vector<bool> is_named(rank);
  for (size_t i = 0; i < count; ++i) {
    const std::int64_t number = config.axes.empty() ? static_cast<std::int64_t>(i) : config.axes[i];
    const std::int64_t axis = number < 0 ? number + x.rank() : number;
    if (axis < 0 || axis >= x.rank()) throw Error("axis {} does not exist in {}", number, x.str());
    const size_t a = static_cast<size_t>(axis);
    if (is_named[a]) throw Error("axis {} is named twice", number);
    is_named[a] = true;
    all[a] = axis_slice(x[static_cast<int>(axis)], config.starts[i], config.ends[i],
                        config.steps.empty() ? 1 : config.steps[i]);
    if (all[a].count == 0) {
      throw Error("from {} to {} nothing is left of the {} of axis {}", config.starts[i],
                  config.ends[i], x[static_cast<int>(axis)], number);
    }
  }
  return all;
}

TensorType sliced(const SliceConfig& config, const TensorType& x) {
  if (x.dtype != DType::f32 && x.dtype != DType::i32) {
    throw Error("slice takes f32 or i32, not {}", x.str());
  }
  TensorType y = x;
  int axis = 0;
  for (const AxisSlice& part : axis_slices(config, x.shape)) {
    y.shape = y.shape.with(axis++, part.count);
  }
  return y;
}

KernelCall call(const std::string& kernel, const SliceConfig& config, const Shape& x) {
  SliceParams params{};
  int axis = 0;
  for (const AxisSlice& part : axis_slices(config, x)) {
    const std::int64_t size = x[axis++];
    const bool whole = part.count == size && part.step > 0;
    if (params.rank > 0 && whole && params.step[params.rank - 1] == 1) {
      const uint last = params.rank - 1;
      params.size[last] = to_uint(params.size[last] * size);
      params.out_size[last] = to_uint(params.out_size[last] * size);
      params.start[last] = to_uint(params.start[last] * size);
    } else {
      params.size[params.rank] = to_uint(size);
      params.out_size[params.rank] = to_uint(part.count);
      params.start[params.rank] = to_uint(part.start);
      params.step[params.rank] = static_cast<int>(part.count > 1 ? part.step : 1);
      ++params.rank;
    }
  }
  return {kernel, params, 0};
}

// (dy, x) -> dx; only the shape of x is used.
class SliceGrad : public Layer {
 public:
  explicit SliceGrad(SliceConfig config) : config_(std::move(config)) {}
  std::string kind() const override { return "slice_grad"; }
  bool reads(int input) const override { return input == 0; }
  std::vector<TensorType> infer(Types inputs) const override {
    const TensorType y = sliced(config_, inputs[1]);
    if (inputs[0] != y) throw Error("the gradient must be {}, not {}", y.str(), inputs[0].str());
    return {inputs[1]};
  }
  KernelCall lower(Types inputs, Types) const override {
    return call(kind(), config_, inputs[1].shape);
  }

 private:
  SliceConfig config_;
};

}  // namespace

std::vector<TensorType> SliceLayer::infer(Types inputs) const {
  if (inputs.size() != 1) throw Error("slice takes 1 input, not {}", inputs.size());
  return {sliced(config_, inputs[0])};
}

KernelCall SliceLayer::lower(Types inputs, Types) const {
  return call("slice", config_, inputs[0].shape);
}

std::vector<Value> SliceLayer::gradient(const GradientCall& call) const {
  return {add_node(std::make_shared<SliceGrad>(config_), {call.gradients[0], call.inputs[0]})};
}

Value slice(Value x, SliceConfig config, std::string name) {
  return add_node(std::make_shared<SliceLayer>(std::move(config)), {x}, std::move(name));
}

}  // namespace fovea
