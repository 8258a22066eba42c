#include "fovea/onnx/export_node.h"

#include <array>

#include "fovea/onnx/export.h"

namespace fovea::onnx {

namespace {

constexpr std::array<int, 4> image_to_file = {0, 3, 1, 2};

}  // namespace

void ExportNode::expect_unfused(const Epilogue& tail) {
  if (tail.scale || tail.residual || tail.activates()) {
    throw Error("other layers were fused into it; save the model before passes change it");
  }
}

const TensorType& ExportNode::input_type(size_t i) const {
  return owner_.info(node_.inputs.at(i)).type;
}
const TensorType& ExportNode::output_type(size_t k) const {
  return owner_.info(node_.outputs.at(k)).type;
}

Layout ExportNode::layout(size_t i) {
  const int value = node_.inputs.at(i);
  const ValueKind kind = owner_.info(value).kind;
  const bool leaf = kind == ValueKind::variable || kind == ValueKind::constant;
  return leaf ? Export::usual_layout(input_type(i)) : owner_.written(value).layout;
}

std::string ExportNode::input(size_t i) { return input(i, layout(i)); }
std::string ExportNode::input(size_t i, const Layout& layout) {
  return owner_.name_of(node_.inputs.at(i), layout);
}

std::string ExportNode::weight(size_t i, std::initializer_list<int> order) {
  return owner_.weight(node_.inputs.at(i), {order.begin(), order.size()});
}

std::string ExportNode::weight(size_t i, const Layout& columns) {
  const int value = node_.inputs.at(i);
  if (columns.kind != Layout::Kind::flat) return owner_.weight(value, {});
  const ValueKind kind = owner_.info(value).kind;
  if (kind != ValueKind::variable && kind != ValueKind::constant) {
    throw Error("its weight is computed by the graph, its input a flattened image");
  }
  return owner_.leaf(value, columns.image.str(),
                     columns_to_file(owner_.known(value), columns.image));
}

std::string ExportNode::channel_vector(size_t i) {
  const Layout across = layout(0);
  if (across.kind != Layout::Kind::image) return weight(i, across);
  const int value = node_.inputs.at(i);
  const Tensor& vector = owner_.known(value);
  return owner_.leaf(value, "channels", vector.reshaped({vector.shape().count(), 1, 1}));
}

std::string ExportNode::aligned(size_t i, int rank, const Layout& layout) {
  const int value = node_.inputs.at(i);
  const Shape& shape = input_type(i).shape;
  if (layout.kind != Layout::Kind::image || shape.rank() == rank) return input(i, layout);
  if (shape.count() == 1) return input(i, Layout::plain());
  Ints dims(static_cast<size_t>(rank - shape.rank()), 1);
  dims.insert(dims.end(), shape.dims().begin(), shape.dims().end());
  const ValueKind kind = owner_.info(value).kind;
  if (kind == ValueKind::variable || kind == ValueKind::constant) {
    const Tensor wide = owner_.known(value).reshaped(Shape(dims));
    return owner_.leaf(value, "aligned", transposed(wide, image_to_file));
  }
  const std::string what = fmt::format("aligned_{}", i);
  const std::string wide =
      step(what + "/wide", "Reshape", {input(i, Layout::plain()), ints(what + "/shape", dims)});
  return step(what, "Transpose", {wide},
              {{"perm", Ints(image_to_file.begin(), image_to_file.end())}});
}

bool ExportNode::keeps_file_columns() { return owner_.keeps_file_columns(node_.outputs[0]); }

std::string ExportNode::ints(const std::string& what, Ints values) {
  const std::string name = owner_.unique(fmt::format("{}/{}", node_.name, what));
  const Shape shape{static_cast<std::int64_t>(values.size())};
  owner_.file_.initializers.push_back({name, {shape, std::move(values)}});
  return name;
}

std::string ExportNode::floats(const std::string& what, const std::vector<float>& values) {
  const Shape shape{static_cast<std::int64_t>(values.size())};
  return owner_.add(
      fmt::format("{}/{}", node_.name, what), "Constant", {},
      {{"value", Constant{shape, Tensor::of(shape, std::span<const float>(values))}}});
}

std::string ExportNode::number(const std::string& what, float value) {
  return owner_.add(fmt::format("{}/{}", node_.name, what), "Constant", {},
                    {{"value", Constant{Shape{}, Tensor::scalar(value)}}});
}

std::string ExportNode::step(const std::string& what, const std::string& op, Names inputs,
                             Attributes attributes) {
  return owner_.add(fmt::format("{}/{}", node_.name, what), op, std::move(inputs),
                    std::move(attributes));
}

void ExportNode::result(const std::string& op, Names inputs, Attributes attributes, Layout layout) {
  const std::string output = owner_.add(node_.name, op, inputs, std::move(attributes));
  owner_.written_[static_cast<size_t>(node_.outputs[0])] = {output, layout};
}

void ExportNode::alias(const std::string& name) {
  owner_.written_[static_cast<size_t>(node_.outputs[0])] = {name, Layout::plain()};
}

void ExportNode::result_like_input(const std::string& op, Names inputs, Attributes attributes) {
  result(op, std::move(inputs), std::move(attributes), layout(0));
}

}  // namespace fovea::onnx
