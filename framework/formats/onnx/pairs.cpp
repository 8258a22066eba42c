#include "framework/formats/onnx/pairs.h"

#include <algorithm>

#include "fovea/layers/cast.h"
#include "fovea/layers/reshape.h"
#include "fovea/layers/scale_shift.h"

namespace fovea::onnx {

namespace {

/// The axis of a constant of this shape that matches the channels of x; -1 if it also has
/// another axis.
int channel_axis(const Shape& shape, const Operand& x) {
  const Shape of_x = x.shape();
  if (of_x.rank() < 1 || shape.rank() > of_x.rank()) return -1;
  const int axis = file_axis(x.layout, x.value.shape().rank() - 1);
  const int own = axis - (of_x.rank() - shape.rank());  // shapes are aligned at their ends
  const bool fits = own >= 0 && shape.count() == shape[own] && shape.count() == of_x[axis];
  return fits ? own : -1;
}

}  // namespace

namespace {

constexpr std::int64_t most_spread = 1 << 16;  // one number is not repeated for more channels

}  // namespace

bool has_channel_vector(const Constant& constant, const Operand& x) {
  if (!constant.is_float() || x.shape().rank() < 1) return false;
  const bool one = constant.shape.count() == 1 && constant.shape.rank() <= x.shape().rank() &&
                   x.value.shape().back() <= most_spread;
  return one || channel_axis(constant.shape, x) >= 0;
}

Value channel_vector(const ImportNode& node, size_t i, const Operand& x) {
  const Tensor& tensor = node.floats(i);
  const Shape& shape = tensor.shape();
  if (x.shape().rank() < 1) throw Error("a scalar has no channels");
  if (shape.count() == 1) {
    Tensor spread({x.value.shape().back()}, DType::f32);
    std::ranges::fill(spread.as<float>(), tensor.as<float>()[0]);
    return node.weight(i, spread, "spread");
  }
  if (channel_axis(shape, x) < 0) {
    throw Error(
        "a constant of shape {} with a tensor of shape {}; only one number, or one a "
        "channel, is supported",
        shape.str(), x.shape().str());
  }
  const Tensor vector = tensor.reshaped({shape.count()});
  if (x.layout.kind != Layout::Kind::flat) return node.weight(i, vector, "");
  return node.weight(i, columns_from_file(vector, x.layout.image), x.layout.image.str());
}

namespace {

Value uniform_vector(const ImportNode& node, std::int64_t channels, float number) {
  Tensor vector({channels}, DType::f32);
  std::ranges::fill(vector.as<float>(), number);
  return node.graph().constant(vector, fmt::format("{}/{}", node.name(), number));
}

void with_constant(ImportNode& node, size_t constant, float neutral) {
  const Operand x = node.operand(1 - constant);
  const Value vector = channel_vector(node, constant, x);
  const Value other = uniform_vector(node, vector.shape()[0], 1 - neutral);
  const bool sum = neutral == 0;
  node.result(scale_shift(x.value, sum ? other : vector, sum ? vector : other, node.name()),
              x.layout);
}

/// Whole numbers of a constant as f32.
Tensor real_numbers(const Constant& constant) {
  Tensor real(constant.shape, DType::f32);
  std::ranges::copy(std::get<Ints>(constant.values), real.as<float>().begin());
  return real;
}

}  // namespace

Value aligned(const ImportNode& node, const Operand& x, size_t i, int rank, const Layout& layout) {
  constexpr int order[] = {0, 2, 3, 1};
  const Shape shape = x.shape();
  const bool as_it_is = layout.kind != Layout::Kind::image || shape.rank() == rank;
  Ints dims(static_cast<size_t>(as_it_is ? 0 : rank - shape.rank()), 1);
  dims.insert(dims.end(), shape.dims().begin(), shape.dims().end());
  const bool turns = layout.kind == Layout::Kind::image && shape.count() != 1;
  if (x.is_constant() && !x.constant.is_float()) {
    const Tensor real = real_numbers(x.constant);
    return node.graph().constant(turns ? transposed(real.reshaped(Shape(dims)), order) : real,
                                 fmt::format("{}/{}", node.name(), i));
  }
  const Layout& own_layout = as_it_is ? layout : Layout::plain();
  if (as_it_is || shape.count() == 1) {
    return x.is_constant() ? node.value(i, own_layout) : node.turned(x, own_layout);
  }
  if (x.is_constant()) {
    return node.weight(i, transposed(node.floats(i).reshaped(Shape(dims)), order), "aligned");
  }
  return node.turned({reshape(node.turned(x, Layout::plain()), {dims}), Layout::plain()}, layout);
}

Layout common_layout(std::initializer_list<const Operand*> operands) {
  const Operand* first = nullptr;
  bool one_layout = true, one_shape = true;
  int rank = 0;
  for (const Operand* x : operands) {
    rank = std::max(rank, x->shape().rank());
    one_shape = one_shape && !x->is_constant() && x->shape() == (*operands.begin())->shape();
    if (x->is_constant()) continue;
    if (!first) first = x;
    one_layout = one_layout && x->layout == first->layout;
  }
  if (!first) return Layout::plain();
  if (one_layout && (one_shape || first->layout == Layout::plain())) return first->layout;
  return rank == 4 ? Layout::channels() : Layout::plain();
}

namespace {

bool is_real(const Operand& x) {
  return x.is_constant() ? x.constant.is_float() : x.value.type().dtype == DType::f32;
}

/// Turns x into f32 if the other operand is f32: the exponents of a Pow may be whole numbers that
/// the graph computes.
Operand like(const Operand& so_far, Operand x, const std::string& name) {
  const bool mixed = is_real(so_far) && !x.is_constant() && !is_real(x);
  if (mixed) x.value = cast(x.value, {.to = DType::f32}, name);
  return x;
}

}  // namespace

namespace {

Operand paired(const ImportNode& node, const Operand& a, const Operand& b, size_t i,
               const PairLayer& layer, const std::string& name) {
  const Layout layout = common_layout({&a, &b});
  const int rank = std::max(a.shape().rank(), b.shape().rank());
  const Value first = aligned(node, a, i - 1, rank, layout);
  return {layer(first, aligned(node, b, i, rank, layout), name), layout};
}

}  // namespace

Operand pair(const ImportNode& node, const Operand& a, const Operand& b, const PairLayer& layer,
             const std::string& name) {
  return paired(node, a, b, 1, layer, name);
}

Operand pair(const ImportNode& node, const Operand& so_far, size_t i, const PairLayer& layer,
             const std::string& name) {
  const Operand next = like(so_far, node.operand(i), fmt::format("{}/{}", name, i));
  return paired(node, so_far, next, i, layer, name);
}

WrittenPair write_pair(ExportNode& node) {
  const Shape &a = node.input_type(0).shape, &b = node.input_type(1).shape;
  if (a == b) {
    const Layout layout = node.layout(0);
    const std::string first = node.input(0);
    return {first, node.input(1, layout), layout};
  }
  const int rank = std::max(a.rank(), b.rank());
  const Layout layout = rank == 4 ? Layout::channels() : Layout::plain();
  const std::string first = node.aligned(0, rank, layout);
  return {first, node.aligned(1, rank, layout), layout};
}

void register_pair(OpTable& table, const std::string& kind, const std::string& op, PairLayer layer,
                   std::optional<float> neutral) {
  table.exporters[kind] = {[op](ExportNode& node) {
    const WrittenPair pair = write_pair(node);
    node.result(op, {pair.a, pair.b}, {}, pair.layout);
  }};
  table.importers[op] = [layer = std::move(layer), neutral](ImportNode& node) {
    const Operand &a = node.operand(0), &b = node.operand(1);
    if (neutral && a.is_constant() != b.is_constant()) {
      const size_t constant = a.is_constant() ? 0 : 1;
      const Operand &x = constant == 0 ? b : a, &known = constant == 0 ? a : b;
      if (has_channel_vector(known.constant, x)) return with_constant(node, constant, *neutral);
    }
    const Operand y = pair(node, a, 1, layer, node.name());
    node.result(y.value, y.layout);
  };
}

void register_chain(OpTable& table, const std::string& op, PairLayer layer) {
  table.importers[op] = [layer = std::move(layer)](ImportNode& node) {
    Operand y = node.operand(0);
    if (y.is_constant() && node.input_count() == 1) y = {node.value(0), Layout::plain()};
    for (size_t i = 1; i < node.input_count(); ++i) {
      y = pair(node, y, i, layer, i + 1 == node.input_count() ? node.name() : "");
    }
    node.result(y.value, y.layout);
  };
}

}  // namespace fovea::onnx
