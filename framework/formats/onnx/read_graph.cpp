// From the bytes of an ONNX file to a GraphDef: the file is parsed as a stream, bounded by its own
// size, and every tensor's element count is held against the data that are there before
// anything is allocated for it.
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/stubs/logging.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <set>

#include "framework/core/error.h"
#include "framework/formats/input_file.h"
#include "framework/formats/onnx/definition.h"
#include "framework/formats/onnx/proto.h"
#include "framework/formats/printable.h"

namespace fovea::onnx {

static_assert(std::endian::native == std::endian::little, "raw_data is little endian");

namespace {

class FileStream : public google::protobuf::io::CopyingInputStream {
 public:
  explicit FileStream(const InputFile& file) : file_(file) {}

  int Read(void* buffer, int size) override {
    const auto count =
        static_cast<size_t>(std::min(static_cast<std::uint64_t>(size), file_.size() - offset_));
    file_.read(offset_, {static_cast<std::byte*>(buffer), count});
    offset_ += count;
    return static_cast<int>(count);
  }

 private:
  const InputFile& file_;
  std::uint64_t offset_ = 0;
};

proto::ModelProto parse(const std::filesystem::path& path) {
  const InputFile file(path);
  if (file.size() == 0) throw Error("the file is empty");
  if (file.size() > std::numeric_limits<std::int32_t>::max()) {
    throw Error("{} bytes are more than an ONNX file may have, 2 GiB", file.size());
  }
  const google::protobuf::LogSilencer silence;
  FileStream bytes(file);
  google::protobuf::io::CopyingInputStreamAdaptor stream(&bytes);
  proto::ModelProto model;
  if (!model.ParseFromZeroCopyStream(&stream)) {
    throw Error("no ONNX model, or cut: its protocol buffer ends or breaks off within {} bytes",
                file.size());
  }
  return model;
}

std::string type_name(int type) {
  return proto::TensorProto::DataType_IsValid(type)
             ? proto::TensorProto::DataType_Name(static_cast<proto::TensorProto::DataType>(type))
             : fmt::format("number {}", type);
}

// The elements of a tensor lie in raw_data or in a field of their own type.
template <typename T, typename Field>
void copy_elements(const proto::TensorProto& tensor, const Field& field, std::int64_t count,
                   auto&& store) {
  const std::string& raw = tensor.raw_data();
  if (tensor.has_raw_data()) {
    if (raw.size() != static_cast<std::uint64_t>(count) * sizeof(T)) {
      throw Error("needs {} bytes, raw_data has {}", count * static_cast<std::int64_t>(sizeof(T)),
                  raw.size());
    }
    store([&raw](size_t i) {
      T value;
      std::memcpy(&value, raw.data() + i * sizeof(T), sizeof(T));
      return value;
    });
    return;
  }
  if (field.size() != count) throw Error("needs {} elements, has {}", count, field.size());
  store([&field](size_t i) { return static_cast<T>(field.Get(static_cast<int>(i))); });
}

template <typename T, typename Field>
Ints integers(const proto::TensorProto& tensor, const Field& field, std::int64_t count) {
  Ints values;
  copy_elements<T>(tensor, field, count, [&](auto&& element) {
    values.reserve(static_cast<size_t>(count));
    for (size_t i = 0; i < static_cast<size_t>(count); ++i) values.push_back(element(i));
  });
  return values;
}

Constant constant(const proto::TensorProto& tensor) {
  if (tensor.data_location() == proto::TensorProto::EXTERNAL || tensor.external_data_size() > 0) {
    throw Error("its data lie in another file, which is not supported");
  }
  for (const std::int64_t dim : tensor.dims()) {
    if (dim < 0) throw Error("a dimension of {} is negative", dim);
    // Products are bounded by Shape, which lets a 0 hide what stands beside it.
    if (dim > std::int64_t{1} << 48) throw Error("a shape of over 2^48 elements");
  }
  const Shape shape(std::vector<std::int64_t>(tensor.dims().begin(), tensor.dims().end()));
  const std::int64_t count = shape.count();
  switch (tensor.data_type()) {
    case proto::TensorProto::FLOAT: {
      Tensor values;
      copy_elements<float>(tensor, tensor.float_data(), count, [&](auto&& element) {
        values = Tensor(shape, DType::f32);
        const std::span<float> to = values.as<float>();
        for (size_t i = 0; i < to.size(); ++i) to[i] = element(i);
      });
      return {shape, values};
    }
    case proto::TensorProto::INT64:
      return {shape, integers<std::int64_t>(tensor, tensor.int64_data(), count)};
    case proto::TensorProto::INT32:
      return {shape, integers<std::int32_t>(tensor, tensor.int32_data(), count)};
    case proto::TensorProto::UINT8:
    case proto::TensorProto::BOOL:
      return {shape, integers<std::uint8_t>(tensor, tensor.int32_data(), count)};
    default:
      throw Error("elements of type {} are not supported", type_name(tensor.data_type()));
  }
}

Attribute attribute(const proto::AttributeProto& given) {
  switch (given.type()) {
    case proto::AttributeProto::INT:
      return given.i();
    case proto::AttributeProto::FLOAT:
      return given.f();
    case proto::AttributeProto::STRING:
      return given.s();
    case proto::AttributeProto::INTS:
      return Ints(given.ints().begin(), given.ints().end());
    case proto::AttributeProto::FLOATS:
      return std::vector<float>(given.floats().begin(), given.floats().end());
    case proto::AttributeProto::TENSOR:
      return constant(given.t());
    default:
      return std::monostate();
  }
}

NodeDef node_def(const proto::NodeProto& node) {
  const bool standard = node.domain().empty() || node.domain() == "ai.onnx";
  NodeDef result{standard ? node.op_type() : node.domain() + "::" + node.op_type(),
                 node.name(),
                 {node.input().begin(), node.input().end()},
                 {node.output().begin(), node.output().end()},
                 {}};
  for (const proto::AttributeProto& given : node.attribute()) {
    try {
      result.attributes[given.name()] = attribute(given);
    } catch (const Error& error) {
      throw error.at(fmt::format("attribute '{}'", printable(given.name())))
          .at(fmt::format("{} '{}'", printable(node.op_type()), printable(node.name())));
    }
  }
  return result;
}

DType dtype_of(int type) {
  switch (type) {
    case proto::TensorProto::FLOAT:
      return DType::f32;
    case proto::TensorProto::INT32:
    case proto::TensorProto::INT64:  // what goes in is given as i32
      return DType::i32;
    case proto::TensorProto::UINT8:
      return DType::u8;
    default:
      throw Error("elements of type {} are not supported", type_name(type));
  }
}

ValueDef input_def(const proto::ValueInfoProto& input) {
  if (!input.type().has_tensor_type()) throw Error("is no tensor");
  const auto& type = input.type().tensor_type();
  ValueDef result{input.name(), dtype_of(type.elem_type()), {}};
  if (!type.has_shape()) throw Error("has no shape");
  for (const auto& dim : type.shape().dim()) {
    result.dims.push_back(dim.has_dim_value() ? dim.dim_value() : -1);
  }
  return result;
}

std::int64_t opset_of(const proto::ModelProto& model) {
  for (const auto& opset : model.opset_import()) {
    if (!opset.domain().empty() && opset.domain() != "ai.onnx") continue;
    if (opset.version() < 1 || opset.version() > 21) {
      throw Error("operator set {} is not supported, only 1 to 21", opset.version());
    }
    return opset.version();
  }
  throw Error("it names no operator set");
}

}  // namespace

GraphDef read_graph(const std::filesystem::path& path) {
  proto::ModelProto model = parse(path);
  if (!model.has_graph()) throw Error("it holds no graph");
  proto::GraphProto& graph = *model.mutable_graph();
  GraphDef result;
  result.name = graph.name();
  result.opset = opset_of(model);
  result.ours = model.producer_name() == "fovea";
  for (const auto& property : model.metadata_props()) {
    result.metadata[property.key()] = property.value();
  }
  std::set<std::string> initialized;
  for (proto::TensorProto& tensor : *graph.mutable_initializer()) {
    initialized.insert(tensor.name());
    try {
      Constant value = constant(tensor);
      value.initializer = tensor.name();
      result.initializers.emplace_back(tensor.name(), std::move(value));
    } catch (const Error& error) {
      throw error.at(fmt::format("initializer '{}'", printable(tensor.name())));
    }
    tensor.Clear();
  }
  if (graph.sparse_initializer_size() > 0) throw Error("sparse initializers are not supported");
  for (const proto::NodeProto& node : graph.node()) result.nodes.push_back(node_def(node));
  for (const proto::ValueInfoProto& input : graph.input()) {
    // Before IR version 4 initializers were listed among the inputs.
    if (initialized.contains(input.name())) continue;
    try {
      result.inputs.push_back(input_def(input));
    } catch (const Error& error) {
      throw error.at(fmt::format("input '{}'", printable(input.name())));
    }
  }
  for (const proto::ValueInfoProto& output : graph.output()) {
    result.outputs.push_back({output.name(), DType::f32, {}});
  }
  return result;
}

}  // namespace fovea::onnx
