// From the bytes of an ONNX file to a GraphDef: the file is parsed as a stream, limited by its own
// size, and every tensor is moved out of the protocol buffer as soon as it is read.
#include "framework/formats/onnx/read_graph.h"

#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <set>

#include "fovea/core/error.h"
#include "framework/formats/input_file.h"
#include "framework/formats/onnx/functions.h"
#include "framework/formats/onnx/message_count.h"
#include "framework/formats/onnx/read_tensor.h"
#include "framework/formats/printable.h"

namespace fovea::onnx {

namespace {

class InputFileStream : public google::protobuf::io::CopyingInputStream {
 public:
  explicit InputFileStream(const InputFile& file) : file_(file) {}

  int Read(void* buffer, int size) override {
    const auto count =
        static_cast<size_t>(std::min(static_cast<std::uint64_t>(size), file_.size() - offset_));
    file_.read(offset_, {static_cast<std::byte*>(buffer), count});
    offset_ += count;
    return static_cast<int>(count);
  }

  int Skip(int count) override {
    const auto skipped = std::min(static_cast<std::uint64_t>(count), file_.size() - offset_);
    offset_ += skipped;
    return static_cast<int>(skipped);
  }

 private:
  const InputFile& file_;
  std::uint64_t offset_ = 0;
};

proto::ModelProto parse(const std::filesystem::path& path) {
  const InputFile file(path);
  if (file.size() == 0) throw Error("the file is empty");
  if (file.size() > std::numeric_limits<std::int32_t>::max()) {
    throw Error(
        "{} bytes are more than an ONNX file may have, 2 GiB; larger weights belong in a "
        "file beside it (external data)",
        file.size());
  }
  InputFileStream first_pass(file);
  google::protobuf::io::CopyingInputStreamAdaptor counted(&first_pass);
  const bool whole = expect_few_messages(counted);
  InputFileStream bytes(file);
  google::protobuf::io::CopyingInputStreamAdaptor stream(&bytes);
  proto::ModelProto model;
  if (!whole || !model.ParseFromZeroCopyStream(&stream)) {
    throw Error("no ONNX model, or cut: its protocol buffer ends or breaks off within {} bytes",
                file.size());
  }
  return model;
}

Attribute attribute(const proto::AttributeProto& from, ExternalData& beside) {
  switch (from.type()) {
    case proto::AttributeProto::INT:
      return from.i();
    case proto::AttributeProto::FLOAT:
      return from.f();
    case proto::AttributeProto::STRING:
      return from.s();
    case proto::AttributeProto::INTS:
      return Ints(from.ints().begin(), from.ints().end());
    case proto::AttributeProto::FLOATS:
      return std::vector<float>(from.floats().begin(), from.floats().end());
    case proto::AttributeProto::TENSOR:
      return read_tensor(from.t(), beside);
    default:
      return std::monostate();
  }
}

NodeDef node_def(const proto::NodeProto& node, ExternalData& beside);

// All that the nodes of a graph read, and those of the branches below.
void add_read_names(const proto::GraphProto& graph, std::set<std::string>& names) {
  for (const proto::NodeProto& node : graph.node()) {
    names.insert(node.input().begin(), node.input().end());
    for (const proto::AttributeProto& attribute : node.attribute()) {
      if (attribute.has_g()) add_read_names(attribute.g(), names);
    }
  }
}

// Other tools keep texts, such as the names of classes, among the weights.
bool is_unread_text(const proto::TensorProto& tensor, const proto::GraphProto& graph,
                    std::optional<std::set<std::string>>& read) {
  if (tensor.data_type() != proto::TensorProto::STRING) return false;
  if (!read) add_read_names(graph, read.emplace());
  return !read->contains(tensor.name());
}

std::vector<std::pair<std::string, Constant>> initializers_of(proto::GraphProto& graph,
                                                              ExternalData& beside) {
  std::vector<std::pair<std::string, Constant>> result;
  std::optional<std::set<std::string>> read;
  for (proto::TensorProto& tensor : *graph.mutable_initializer()) {
    if (is_unread_text(tensor, graph, read)) continue;
    try {
      Constant value = read_tensor(tensor, beside);
      value.initializer = tensor.name();
      result.emplace_back(tensor.name(), std::move(value));
    } catch (const Error& error) {
      throw error.at(fmt::format("initializer '{}'", printable(tensor.name())));
    }
    proto::TensorProto().Swap(&tensor);  // Clear() would keep the memory
  }
  if (graph.sparse_initializer_size() > 0) throw Error("sparse initializers are not supported");
  return result;
}

/// A branch of If.
std::shared_ptr<const GraphDef> branch_def(proto::GraphProto graph, ExternalData& beside) {
  auto result = std::make_shared<GraphDef>();
  result->initializers = initializers_of(graph, beside);
  if (graph.input_size() > 0) throw Error("a branch takes no inputs");
  for (const proto::NodeProto& node : graph.node()) {
    result->nodes.push_back(node_def(node, beside));
  }
  for (const auto& output : graph.output())
    result->outputs.push_back({output.name(), DType::f32, {}});
  return result;
}

/// The values that a branch reads from outside.
std::set<std::string> read_from_outside(const GraphDef& branch) {
  std::set<std::string> own, outside;
  for (const auto& [name, constant] : branch.initializers) own.insert(name);
  for (const NodeDef& node : branch.nodes) own.insert(node.outputs.begin(), node.outputs.end());
  const auto read = [&](const std::string& name) {
    if (!name.empty() && !own.contains(name)) outside.insert(name);
  };
  for (const NodeDef& node : branch.nodes) std::ranges::for_each(node.inputs, read);
  for (const ValueDef& output : branch.outputs) read(output.name);
  return outside;
}

void add_branch(NodeDef& node, const std::string& name, const proto::GraphProto& graph,
                ExternalData& beside) {
  const auto branch = branch_def(graph, beside);
  node.attributes[name] = branch;
  for (const std::string& input : read_from_outside(*branch)) node.inputs.push_back(input);
}

NodeDef node_def(const proto::NodeProto& node, ExternalData& beside) {
  const bool standard = node.domain().empty() || node.domain() == "ai.onnx";
  NodeDef result{standard ? node.op_type() : node.domain() + "::" + node.op_type(),
                 node.name(),
                 {node.input().begin(), node.input().end()},
                 {node.output().begin(), node.output().end()},
                 {}};
  for (const proto::AttributeProto& from : node.attribute()) {
    try {
      const auto [place, fresh] = result.attributes.try_emplace(from.name());
      if (!fresh) throw Error("given twice");
      if (result.op == "If" && from.type() == proto::AttributeProto::GRAPH) {
        add_branch(result, from.name(), from.g(), beside);
      } else {
        place->second = attribute(from, beside);
      }
    } catch (const Error& error) {
      throw error.at(fmt::format("attribute '{}'", printable(from.name())))
          .at(fmt::format("{} '{}'", printable(node.op_type()), printable(node.name())));
    }
  }
  return result;
}

DType dtype_of(int type) {
  switch (type) {
    case proto::TensorProto::FLOAT:
    case proto::TensorProto::FLOAT16:  // other floats are computed in f32 here
    case proto::TensorProto::BFLOAT16:
    case proto::TensorProto::DOUBLE:
      return DType::f32;
    case proto::TensorProto::INT8:
    case proto::TensorProto::INT16:
    case proto::TensorProto::UINT16:
    case proto::TensorProto::INT32:
    case proto::TensorProto::INT64:  // inputs are i32 here
      return DType::i32;
    case proto::TensorProto::UINT8:
      return DType::u8;
    case proto::TensorProto::BOOL:
      return DType::boolean;
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
  if (result.dims.size() == 4 && type.elem_type() == proto::TensorProto::INT8) {
    throw Error("takes int8, of which a file does not say what a pixel is")
        .hint("begin the model with uint8 or floats");
  }
  return result;
}

void expect_known_version(const proto::ModelProto& model) {
  constexpr std::int64_t newest = 13;  // of ONNX 1.20
  if (!model.has_ir_version()) throw Error("it names no version of ONNX's format (ir_version)");
  if (model.ir_version() < 1 || model.ir_version() > newest) {
    throw Error("version {} of ONNX's format (ir_version) does not exist, only 1 to {}",
                model.ir_version(), newest);
  }
}

std::int64_t opset_of(const proto::ModelProto& model) {
  for (const auto& opset : model.opset_import()) {
    if (!opset.domain().empty() && opset.domain() != "ai.onnx") continue;
    if (opset.version() < 1 || opset.version() > 24) {
      throw Error("operator set {} is not supported, only 1 to 24", opset.version());
    }
    return opset.version();
  }
  throw Error("it names no operator set");
}

}  // namespace

GraphDef read_graph(const std::filesystem::path& path) {
  proto::ModelProto model = parse(path);
  if (!model.has_graph()) throw Error("it holds no graph");
  expect_known_version(model);
  proto::GraphProto& graph = *model.mutable_graph();
  ExternalData beside(path);
  GraphDef result;
  result.name = graph.name();
  result.opset = opset_of(model);
  result.ours = model.producer_name() == "fovea";
  for (const auto& property : model.metadata_props()) {
    const bool fresh = result.metadata.emplace(property.key(), property.value()).second;
    if (!fresh && property.key().starts_with("fovea.")) {
      throw Error("given twice").at(fmt::format("metadata '{}'", printable(property.key())));
    }
  }
  result.initializers = initializers_of(graph, beside);
  std::set<std::string> initialized;
  for (const auto& [name, constant] : result.initializers) initialized.insert(name);
  inline_functions(model);
  for (const proto::NodeProto& node : graph.node()) {
    result.nodes.push_back(node_def(node, beside));
  }
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
