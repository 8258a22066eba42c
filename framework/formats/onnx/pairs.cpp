#include "framework/formats/onnx/pairs.h"

#include "framework/layers/scale_shift.h"

namespace fovea::onnx {

Value channel_vector(const ImportNode& node, size_t i, const Operand& x) {
  const Tensor& given = node.floats(i);
  const Shape &shape = given.shape(), of_x = x.shape();
  if (of_x.rank() < 1) throw Error("a scalar has no channels");
  if (shape.count() == 1) {
    Tensor spread({x.value.shape().back()}, DType::f32);
    std::ranges::fill(spread.as<float>(), given.as<float>()[0]);
    return node.weight(i, spread, "spread");
  }
  const int axis = file_axis(x.layout, x.value.shape().rank() - 1);
  const int own = axis - (of_x.rank() - shape.rank());  // shapes are aligned at their ends
  const bool fits = shape.rank() <= of_x.rank() && own >= 0 && shape.count() == shape[own] &&
                    shape.count() == of_x[axis];
  if (!fits) {
    throw Error(
        "a constant of shape {} with a tensor of shape {}; only one number, or one a "
        "channel, is supported",
        shape.str(), of_x.str());
  }
  const Tensor vector = given.reshaped({shape.count()});
  if (x.layout.kind != Layout::Kind::flat) return node.weight(i, vector, "");
  return node.weight(i, columns_from_file(vector, x.layout.image), x.layout.image.str());
}

namespace {

Value filled(const ImportNode& node, std::int64_t channels, float number) {
  Tensor vector({channels}, DType::f32);
  std::ranges::fill(vector.as<float>(), number);
  return node.graph().constant(vector, fmt::format("{}/{}", node.name(), number));
}

void with_constant(ImportNode& node, size_t constant, float neutral) {
  const Operand x = node.operand(1 - constant);
  const Value vector = channel_vector(node, constant, x);
  const Value other = filled(node, vector.shape()[0], 1 - neutral);
  const bool sum = neutral == 0;
  node.result(scale_shift(x.value, sum ? other : vector, sum ? vector : other, node.name()),
              x.layout);
}

}  // namespace

void register_pair(OpTable& table, const std::string& kind, const std::string& op,
                   std::function<Value(Value a, Value b, std::string name)> layer, float neutral) {
  table.exporters[kind] = {[op](ExportNode& node) {
    const std::string first = node.input(0);
    node.result_like_input(op, {first, node.input(1, node.layout(0))});
  }};
  table.importers[op] = [layer = std::move(layer), neutral](ImportNode& node) {
    const Operand a = node.operand(0), b = node.operand(1);
    if (a.is_constant() && b.is_constant()) throw Error("both its inputs are constants");
    if (a.is_constant() || b.is_constant()) {
      return with_constant(node, a.is_constant() ? 0 : 1, neutral);
    }
    if (a.shape() != b.shape()) {
      throw Error("its inputs are {} and {}; only two of one shape are supported", a.shape().str(),
                  b.shape().str());
    }
    node.result(layer(a.value, node.value(1, a.layout), node.name()), a.layout);
  };
}

}  // namespace fovea::onnx
