#include "fovea/onnx/import_node.h"

#include <fmt/ranges.h>

#include <limits>

#include "fovea/layers/cast.h"
#include "fovea/layers/reduce.h"
#include "fovea/layers/reshape.h"
#include "fovea/layers/where.h"
#include "fovea/onnx/import.h"
#include "framework/formats/printable.h"

namespace fovea::onnx {

namespace {

const Tensor& real_tensor(const Constant& constant) {
  if (const Tensor* tensor = std::get_if<Tensor>(&constant.values)) return *tensor;
  throw Error("a constant holds whole numbers where f32 is needed");
}

}  // namespace

std::int64_t ImportNode::opset() const { return owner_.file_.opset; }
bool ImportNode::is_ours() const { return owner_.file_.ours; }
Graph& ImportNode::graph() const { return *owner_.model_.graph; }

namespace {

template <typename T>
T attribute(const NodeDef& node, const std::string& name, const T& otherwise, const char* what) {
  const auto entry = node.attributes.find(name);
  if (entry == node.attributes.end()) return otherwise;
  if (const T* value = std::get_if<T>(&entry->second)) return *value;
  throw Error("attribute {} is not {}", name, what);
}

}  // namespace

std::int64_t ImportNode::integer(const std::string& name, std::int64_t otherwise) const {
  return attribute(node_, name, otherwise, "a whole number");
}
float ImportNode::number(const std::string& name, float otherwise) const {
  return attribute(node_, name, otherwise, "a number");
}
std::string ImportNode::text(const std::string& name, const std::string& otherwise) const {
  return attribute(node_, name, otherwise, "a text");
}
Ints ImportNode::ints(const std::string& name, const Ints& otherwise) const {
  return attribute(node_, name, otherwise, "a list of whole numbers");
}

const Operand& ImportNode::operand(size_t i) const {
  if (!has_input(i)) throw Error("input {} is missing", i + 1);
  const auto doubled = owner_.doubled_.find(node_.inputs[i]);
  if (owner_.in_double_ && doubled != owner_.doubled_.end()) return doubled->second;
  return owner_.operand(node_.inputs[i]);
}

Shape ImportNode::doubled_shape(const Operand& x) const {
  if (x.is_constant()) return x.constant.shape;
  return file_shape(x.layout, owner_.doubled_shape(x.value));
}

Shape ImportNode::doubled_shape(size_t i) const { return doubled_shape(operand(i)); }

const Ints& ImportNode::doubled_integers(size_t i) const {
  const auto doubled = has_input(i) ? owner_.doubled_.find(node_.inputs[i]) : owner_.doubled_.end();
  return doubled == owner_.doubled_.end() ? integers(i)
                                          : std::get<Ints>(doubled->second.constant.values);
}

Value ImportNode::for_each_example(Value x, int axis) const {
  Value input = graph().value(*owner_.open_inputs_.begin());
  if (input.type().dtype != DType::f32) input = cast(input, {.to = DType::f32});
  ReduceConfig rest{.axes = {}, .keep_axes = false};
  for (int i = 1; i < input.shape().rank(); ++i) rest.axes.push_back(i);
  const Value examples = rest.axes.empty() ? input : reduce_max(input, rest);
  ReshapeConfig along{Ints(static_cast<size_t>(x.shape().rank()), 1)};
  along.shape[static_cast<size_t>(axis)] = -1;
  return where(reshape(examples, along), x, x);
}

bool ImportNode::is_constant(size_t i) const {
  const bool lazy = has_input(i) && owner_.lazy_constants_.contains(node_.inputs[i]);
  return lazy || operand(i).is_constant();
}

Shape ImportNode::shape(size_t i) const {
  const auto lazy =
      has_input(i) ? owner_.lazy_constants_.find(node_.inputs[i]) : owner_.lazy_constants_.end();
  if (owner_.in_double_ && lazy == owner_.lazy_constants_.end()) return doubled_shape(i);
  return lazy == owner_.lazy_constants_.end() ? operand(i).shape() : lazy->second.shape;
}

Value ImportNode::value(size_t i, const Layout& layout) const {
  operand(i);
  return owner_.value_of(node_.inputs[i], layout);
}

Value ImportNode::turned(const Operand& x, const Layout& layout) const {
  return owner_.turned(x, layout);
}

Value ImportNode::weight(size_t i, std::initializer_list<int> order, Role role) const {
  const Tensor& tensor = floats(i);
  if (order.size() == 0) return weight(i, tensor, "", role);
  if (static_cast<size_t>(tensor.shape().rank()) != order.size()) {
    throw Error("input {} should have {} axes, not {}", i + 1, order.size(), tensor.shape().str());
  }
  const std::span<const int> axes(order.begin(), order.size());
  return weight(i, transposed(tensor, axes), fmt::format("{}", fmt::join(axes, "")), role);
}

Value ImportNode::weight(size_t i, const Tensor& tensor, const std::string& form, Role role) const {
  return owner_.leaf(node_.inputs.at(i), form, tensor, role);
}

const Tensor& ImportNode::floats(size_t i) const {
  const Operand& source = operand(i);
  if (source.is_constant()) return real_tensor(source.constant);
  throw Error("input {}, '{}', is computed by the graph; only a constant is supported", i + 1,
              printable(node_.inputs[i]));
}

const Ints& ImportNode::integers(size_t i) const {
  const Operand& source = operand(i);
  if (source.is_constant()) {
    if (const Ints* ints = std::get_if<Ints>(&source.constant.values)) return *ints;
  }
  throw Error("input {}, '{}', must be known whole numbers", i + 1, printable(node_.inputs[i]));
}

float ImportNode::scalar(size_t i) const {
  const Tensor& tensor = floats(i);
  if (tensor.shape().count() != 1) {
    throw Error("input {} should be one number, not {}", i + 1, tensor.shape().str());
  }
  return tensor.as<float>()[0];
}

void ImportNode::result(size_t k, Value value, Layout layout) {
  const std::string& name = node_.outputs.at(k);
  if (!name.empty()) owner_.operands_[name] = {value, layout};
}
void ImportNode::result(size_t k, Constant constant) {
  const std::string& name = node_.outputs.at(k);
  if (!name.empty()) owner_.operands_[name] = {Value(), Layout::plain(), std::move(constant)};
}
void ImportNode::results_of(const GraphDef& graph) { owner_.add_graph(node_, graph); }

int to_int(std::int64_t value, std::string_view what) {
  if (value < std::numeric_limits<int>::min() || value > std::numeric_limits<int>::max()) {
    throw Error("{} of {} is beyond 32 bits", what, value);
  }
  return static_cast<int>(value);
}

}  // namespace fovea::onnx
