// From a GraphDef to the bytes of an ONNX file, always the same for the same GraphDef. A protocol
// buffer has at most 2 GiB; for a larger model, tensors of a kilobyte or more go into a file
// beside it.
#include "framework/formats/onnx/write_graph.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include <limits>
#include <optional>

#include "fovea/core/error.h"
#include "fovea/core/version.h"
#include "fovea/onnx/definition.h"
#include "framework/formats/atomic_file.h"
#include "framework/formats/onnx/data_file.h"
#include "framework/formats/onnx/proto.h"

namespace fovea::onnx {

namespace {

constexpr std::uint64_t most_bytes = std::numeric_limits<std::int32_t>::max();

class OutputFileStream : public google::protobuf::io::CopyingOutputStream {
 public:
  explicit OutputFileStream(AtomicFile& file) : file_(file) {}

  bool Write(const void* buffer, int size) override {
    try {
      file_.write({static_cast<const std::byte*>(buffer), static_cast<size_t>(size)});
      return true;
    } catch (const Error& error) {
      failure_ = error;
      return false;
    }
  }
  const std::optional<Error>& failure() const { return failure_; }

 private:
  AtomicFile& file_;
  std::optional<Error> failure_;
};

/// Small ones stay in the file, where shape inference finds the numbers that it needs.
bool goes_beside(const Constant& constant) {
  const Tensor* values = std::get_if<Tensor>(&constant.values);
  return values && values->bytes().size() >= 1024;
}

/// Puts the tensor's bytes into `beside` unless that is null.
void fill(proto::TensorProto& tensor, const Constant& constant, DataFile* beside = nullptr) {
  for (const std::int64_t dim : constant.shape.dims()) tensor.add_dims(dim);
  if (const auto* ints = std::get_if<Ints>(&constant.values)) {
    tensor.set_data_type(proto::TensorProto::INT64);
    tensor.set_raw_data(ints->data(), ints->size() * sizeof(std::int64_t));
    return;
  }
  const Tensor& values = std::get<Tensor>(constant.values);
  if (values.dtype() != DType::f32) {
    throw Error("{} cannot be written as ONNX", values.type().str());
  }
  tensor.set_data_type(proto::TensorProto::FLOAT);
  if (!beside || !goes_beside(constant)) {
    tensor.set_raw_data(values.data(), values.bytes().size());
    return;
  }
  tensor.set_data_location(proto::TensorProto::EXTERNAL);
  const auto entry = [&](const char* key, const std::string& value) {
    auto& added = *tensor.add_external_data();
    added.set_key(key);
    added.set_value(value);
  };
  entry("location", beside->name());
  entry("offset", std::to_string(beside->append(values.bytes())));
  entry("length", std::to_string(values.bytes().size()));
}

void fill(proto::AttributeProto& to, const Attribute& from) {
  if (const auto* i = std::get_if<std::int64_t>(&from)) {
    to.set_type(proto::AttributeProto::INT);
    to.set_i(*i);
  } else if (const auto* f = std::get_if<float>(&from)) {
    to.set_type(proto::AttributeProto::FLOAT);
    to.set_f(*f);
  } else if (const auto* s = std::get_if<std::string>(&from)) {
    to.set_type(proto::AttributeProto::STRING);
    to.set_s(*s);
  } else if (const auto* ints = std::get_if<Ints>(&from)) {
    to.set_type(proto::AttributeProto::INTS);
    for (const std::int64_t value : *ints) to.add_ints(value);
  } else if (const auto* floats = std::get_if<std::vector<float>>(&from)) {
    to.set_type(proto::AttributeProto::FLOATS);
    for (const float value : *floats) to.add_floats(value);
  } else if (const auto* constant = std::get_if<Constant>(&from)) {
    to.set_type(proto::AttributeProto::TENSOR);
    fill(*to.mutable_t(), *constant);
  }
}

void fill(proto::NodeProto& to, const NodeDef& from) {
  to.set_op_type(from.op);
  to.set_name(from.name);
  if (const size_t colons = from.op.rfind("::"); colons != std::string::npos) {
    to.set_domain(from.op.substr(0, colons));
    to.set_op_type(from.op.substr(colons + 2));
  }
  for (const std::string& input : from.inputs) to.add_input(input);
  for (const std::string& output : from.outputs) to.add_output(output);
  for (const auto& [name, value] : from.attributes) {
    proto::AttributeProto& attribute = *to.add_attribute();
    attribute.set_name(name);
    fill(attribute, value);
  }
}

int element_type(DType dtype) {
  switch (dtype) {
    case DType::f32:
      return proto::TensorProto::FLOAT;
    case DType::i32:
      return proto::TensorProto::INT32;
    case DType::u8:
      return proto::TensorProto::UINT8;
    case DType::boolean:
      return proto::TensorProto::BOOL;
    default:
      throw Error("{} values cannot go in or out of an ONNX model", name_of(dtype));
  }
}

void fill(proto::ValueInfoProto& to, const ValueDef& from) {
  to.set_name(from.name);
  auto& type = *to.mutable_type()->mutable_tensor_type();
  type.set_elem_type(element_type(from.dtype));
  type.mutable_shape();  // needed even for a scalar, which has no dims
  for (const std::int64_t extent : from.dims) {
    auto& dim = *type.mutable_shape()->add_dim();
    if (extent < 0) {
      dim.set_dim_param("N");
    } else {
      dim.set_dim_value(extent);
    }
  }
}

/// Counts only the tensors, which are nearly all of a large model. A megabyte is left for names
/// and nodes.
bool fits_inside(const GraphDef& graph) {
  std::uint64_t bytes = std::uint64_t{1} << 20;
  const auto add = [&](const Constant& constant) {
    const Tensor* values = std::get_if<Tensor>(&constant.values);
    bytes += 100 + (values ? values->bytes().size() : 8 * std::get<Ints>(constant.values).size());
  };
  for (const auto& [name, constant] : graph.initializers) add(constant);
  for (const NodeDef& node : graph.nodes) {
    bytes += 1000;
    for (const auto& [name, value] : node.attributes) {
      if (const auto* constant = std::get_if<Constant>(&value)) add(*constant);
    }
  }
  return bytes <= most_bytes;
}

proto::ModelProto model_of(GraphDef graph, DataFile* beside) {
  proto::ModelProto model;
  model.set_ir_version(8);
  model.set_producer_name("fovea");
  model.set_producer_version(std::string(version));
  auto& opset = *model.add_opset_import();
  opset.set_domain("");
  opset.set_version(graph.opset);
  std::map<std::string, bool> domains;
  proto::GraphProto& to = *model.mutable_graph();
  to.set_name(graph.name);
  for (const NodeDef& node : graph.nodes) {
    fill(*to.add_node(), node);
    const std::string& domain = to.node(to.node_size() - 1).domain();
    if (!domain.empty() && !domains[domain]) {
      domains[domain] = true;
      auto& import = *model.add_opset_import();
      import.set_domain(domain);
      import.set_version(1);
    }
  }
  for (auto& [name, constant] : graph.initializers) {
    proto::TensorProto& tensor = *to.add_initializer();
    tensor.set_name(name);
    fill(tensor, constant, beside);
    constant.values = Ints();
  }
  for (const ValueDef& input : graph.inputs) fill(*to.add_input(), input);
  for (const ValueDef& output : graph.outputs) fill(*to.add_output(), output);
  for (const auto& [key, value] : graph.metadata) {
    auto& property = *model.add_metadata_props();
    property.set_key(key);
    property.set_value(value);
  }
  if (model.ByteSizeLong() > most_bytes) {
    throw Error("the model is larger than an ONNX file may be, 2 GiB, even without its weights");
  }
  return model;
}

}  // namespace

void write_graph(GraphDef graph, const std::filesystem::path& path, WeightStorage weights) {
  AtomicFile file(path);
  const std::vector<std::filesystem::path> earlier = earlier_data_files(path);
  std::optional<DataFile> beside;
  if (weights == WeightStorage::beside || !fits_inside(graph)) beside.emplace(path);
  proto::ModelProto model;
  try {
    model = model_of(std::move(graph), beside ? &*beside : nullptr);
  } catch (const Error& error) {
    throw error.at(path.string());
  }
  OutputFileStream bytes(file);
  {
    google::protobuf::io::CopyingOutputStreamAdaptor stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    model.SerializeWithCachedSizes(&coded);
  }
  if (bytes.failure()) throw *bytes.failure();
  if (beside) beside->commit();
  file.commit();
  if (beside) beside->keep();
  std::error_code ignored;
  for (const std::filesystem::path& data : earlier) std::filesystem::remove(data, ignored);
}

}  // namespace fovea::onnx
