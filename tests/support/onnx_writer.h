// Writes models node by node, like the exporters of other tools, for tests that read them.
#pragma once
#ifndef ONNX_ML
#define ONNX_ML 1
#define ONNX_NAMESPACE onnx
#endif
#include <onnx/onnx_pb.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "fovea/core/random.h"

namespace fovea {

class OnnxWriter {
 public:
  using Ints = std::vector<std::int64_t>;
  using Names = std::vector<std::string>;
  using Attributes = std::map<std::string, std::variant<std::int64_t, float, std::string, Ints>>;

  explicit OnnxWriter(int opset) {
    model_.set_ir_version(8);
    model_.set_producer_name("another tool");
    model_.add_opset_import()->set_version(opset);
    graph().set_name("main");
  }

  /// An input or output; an extent of 0 is left open and named.
  std::string input(const std::string& name, const Ints& dims, int type = f32) {
    describe(*graph().add_input(), name, dims, type);
    return name;
  }
  void output(const std::string& value, const std::string& name, const Ints& dims) {
    auto& node = *graph().add_node();
    node.set_op_type("Identity");
    node.add_input(value);
    node.add_output(name);
    describe(*graph().add_output(), name, dims, f32);
  }

  /// One node; its first output.
  std::string node(const std::string& op, const Names& inputs, const Attributes& attributes = {}) {
    return nodes(op, inputs, attributes, 1)[0];
  }
  Names nodes(const std::string& op, const Names& inputs, const Attributes& attributes, int count) {
    auto& node = *graph().add_node();
    node.set_op_type(op);
    node.set_name("/" + op + "_" + std::to_string(++count_));
    for (const std::string& input : inputs) node.add_input(input);
    for (const auto& [name, value] : attributes) add_attribute(node, name, value);
    for (int k = 0; k < count; ++k) {
      node.add_output(node.name() + "_output_" + std::to_string(k));
    }
    return {node.output().begin(), node.output().end()};
  }

  /// A learned tensor of numbers around `middle`, normally distributed.
  std::string weight(const Ints& dims, float deviation = 0.3f, float middle = 0) {
    auto& tensor = *graph().add_initializer();
    tensor.set_name("weight_" + std::to_string(++count_));
    tensor.set_data_type(f32);
    std::int64_t size = 1;
    for (const std::int64_t dim : dims) {
      tensor.add_dims(dim);
      size *= dim;
    }
    const Random random(7, stream_of(tensor.name()));
    for (std::int64_t i = 0; i < size; ++i) {
      tensor.add_float_data(middle + deviation * random.normal(static_cast<std::uint64_t>(i)));
    }
    return tensor.name();
  }

  /// Constants, as nodes. Without dims a list of numbers is a vector.
  std::string ints(const Ints& values, const Ints& dims) {
    ::onnx::TensorProto tensor;
    tensor.set_data_type(i64);
    for (const std::int64_t dim : dims) tensor.add_dims(dim);
    for (const std::int64_t value : values) tensor.add_int64_data(value);
    return constant(tensor);
  }
  std::string ints(const Ints& values) {
    return ints(values, {static_cast<std::int64_t>(values.size())});
  }
  std::string whole(std::int64_t value) { return ints({value}, {}); }
  std::string number(float value) {
    ::onnx::TensorProto tensor;
    tensor.set_data_type(f32);
    tensor.add_float_data(value);
    return constant(tensor);
  }
  std::string booleans(const std::vector<bool>& values, const Ints& dims) {
    ::onnx::TensorProto tensor;
    tensor.set_data_type(boolean);
    for (const std::int64_t dim : dims) tensor.add_dims(dim);
    for (const bool value : values) tensor.add_int32_data(value);
    return constant(tensor);
  }

  void save(const std::filesystem::path& path) const {
    std::ofstream(path, std::ios::binary) << model_.SerializeAsString();
  }

  static constexpr int f32 = ::onnx::TensorProto::FLOAT, i64 = ::onnx::TensorProto::INT64,
                       boolean = ::onnx::TensorProto::BOOL;

 private:
  ::onnx::GraphProto& graph() { return *model_.mutable_graph(); }

  static void describe(::onnx::ValueInfoProto& value, const std::string& name, const Ints& dims,
                       int type) {
    value.set_name(name);
    auto& tensor = *value.mutable_type()->mutable_tensor_type();
    tensor.set_elem_type(type);
    for (const std::int64_t dim : dims) {
      auto& extent = *tensor.mutable_shape()->add_dim();
      if (dim == 0) {
        extent.set_dim_param("batch");
      } else {
        extent.set_dim_value(dim);
      }
    }
  }

  static void add_attribute(::onnx::NodeProto& node, const std::string& name,
                            const Attributes::mapped_type& value) {
    auto& attribute = *node.add_attribute();
    attribute.set_name(name);
    if (const auto* whole = std::get_if<std::int64_t>(&value)) {
      attribute.set_type(::onnx::AttributeProto::INT);
      attribute.set_i(*whole);
    } else if (const auto* number = std::get_if<float>(&value)) {
      attribute.set_type(::onnx::AttributeProto::FLOAT);
      attribute.set_f(*number);
    } else if (const auto* text = std::get_if<std::string>(&value)) {
      attribute.set_type(::onnx::AttributeProto::STRING);
      attribute.set_s(*text);
    } else {
      attribute.set_type(::onnx::AttributeProto::INTS);
      for (const std::int64_t each : std::get<Ints>(value)) attribute.add_ints(each);
    }
  }

  std::string constant(const ::onnx::TensorProto& tensor) {
    const std::string name = node("Constant", {});
    auto& proto = *graph().mutable_node(graph().node_size() - 1);
    auto& attribute = *proto.add_attribute();
    attribute.set_name("value");
    attribute.set_type(::onnx::AttributeProto::TENSOR);
    *attribute.mutable_t() = tensor;
    return name;
  }

  ::onnx::ModelProto model_;
  int count_ = 0;
};

}  // namespace fovea
