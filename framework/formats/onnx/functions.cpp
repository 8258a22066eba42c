#include "framework/formats/onnx/functions.h"

#include <map>
#include <set>
#include <string>
#include <utility>

#include "fovea/core/error.h"
#include "framework/formats/printable.h"

namespace fovea::onnx {

namespace {

using Nodes = google::protobuf::RepeatedPtrField<proto::NodeProto>;
using Attributes = google::protobuf::RepeatedPtrField<proto::AttributeProto>;
using Names = std::map<std::string, std::string>;

constexpr int most_nodes = 1 << 18;
constexpr int most_nested = 64;

std::string domain_of(const std::string& domain) { return domain == "ai.onnx" ? "" : domain; }

/// Attributes of a function that may be left out, with their default values. The library of ONNX
/// knows them from format version 9 on; in older versions they are field 11.
template <typename Function>
Attributes defaults_of(const Function& function) {
  if constexpr (requires { function.attribute_proto(); }) {
    return function.attribute_proto();
  } else {
    Attributes attributes;
    const auto& unknown = function.unknown_fields();
    for (int i = 0; i < unknown.field_count(); ++i) {
      const auto& field = unknown.field(i);
      constexpr int attribute_proto = 11;
      if (field.number() != attribute_proto ||
          field.type() != google::protobuf::UnknownField::TYPE_LENGTH_DELIMITED) {
        continue;
      }
      if (!attributes.Add()->ParseFromString(std::string(field.length_delimited()))) {
        throw Error("an attribute of function '{}' is broken", printable(function.name()));
      }
    }
    return attributes;
  }
}

class Inliner {
 public:
  explicit Inliner(const proto::ModelProto& model) {
    for (const auto& function : model.functions()) {
      const std::pair key(domain_of(function.domain()), function.name());
      if (!functions_.emplace(key, &function).second) {
        throw Error("given twice").at(fmt::format("function '{}'", printable(function.name())));
      }
    }
    for (const auto& opset : model.opset_import()) {
      if (domain_of(opset.domain()).empty()) opset_ = opset.version();
    }
  }

  void run(Nodes& nodes, int depth = 0) {
    Nodes expanded;
    for (proto::NodeProto& node : nodes) {
      if (++count_ > most_nodes) throw Error("functions of over {} nodes", most_nodes);
      const auto function = functions_.find({domain_of(node.domain()), node.op_type()});
      if (function == functions_.end()) {
        for (auto& attribute : *node.mutable_attribute()) {
          if (attribute.has_g()) run(*attribute.mutable_g()->mutable_node(), depth);
        }
        *expanded.Add() = std::move(node);
        continue;
      }
      Nodes body = body_of(node, *function->second, depth);
      run(body, depth + 1);
      for (proto::NodeProto& inner : body) *expanded.Add() = std::move(inner);
    }
    nodes = std::move(expanded);
  }

 private:
  Nodes body_of(const proto::NodeProto& call, const proto::FunctionProto& function, int depth) {
    const std::string place = fmt::format("function '{}'", printable(function.name()));
    if (depth >= most_nested) throw Error("calls itself").at(place);
    for (const auto& opset : function.opset_import()) {
      if (domain_of(opset.domain()).empty() && opset.version() != opset_) {
        throw Error("is of operator set {}, the model of {}", opset.version(), opset_).at(place);
      }
    }
    if (call.input_size() > function.input_size() || call.output_size() > function.output_size()) {
      throw Error("called with {} inputs and {} outputs, but it has {} and {}", call.input_size(),
                  call.output_size(), function.input_size(), function.output_size())
          .at(place);
    }
    Names names;
    for (int i = 0; i < function.input_size(); ++i) {
      names[function.input(i)] = i < call.input_size() ? call.input(i) : "";
    }
    for (int k = 0; k < call.output_size(); ++k) {
      if (!call.output(k).empty()) names[function.output(k)] = call.output(k);
    }
    std::map<std::string, proto::AttributeProto> call_attributes;
    for (const auto& attribute : defaults_of(function))
      call_attributes[attribute.name()] = attribute;
    for (const auto& attribute : call.attribute()) call_attributes[attribute.name()] = attribute;
    const std::string prefix = prefix_of(call);
    Nodes body = function.node();
    change(body, prefix, names, call_attributes);
    return body;
  }

  std::string prefix_of(const proto::NodeProto& call) {
    const std::string first = call.output_size() > 0 ? call.output(0) : "";
    const std::string& name = call.name().empty() ? first : call.name();
    std::string prefix = name + "/";
    for (int count = 2; !prefixes_.insert(prefix).second; ++count) {
      prefix = fmt::format("{}_{}/", name, count);
    }
    return prefix;
  }

  /// Gives the nodes, also of branches, the names and attributes of the call.
  void change(Nodes& nodes, const std::string& prefix, Names names,
              const std::map<std::string, proto::AttributeProto>& call_attributes) {
    const auto rename = [&](std::string& name) {
      if (name.empty()) return;
      const auto known = names.find(name);
      name = known == names.end() ? names[name] = prefix + name : known->second;
    };
    for (proto::NodeProto& node : nodes) {
      for (std::string& input : *node.mutable_input()) rename(input);
      for (std::string& output : *node.mutable_output()) rename(output);
      if (!node.name().empty()) node.set_name(prefix + node.name());
      Attributes attributes;
      for (proto::AttributeProto& attribute : *node.mutable_attribute()) {
        const auto value = call_attributes.find(attribute.ref_attr_name());
        if (attribute.ref_attr_name().empty()) {
          *attributes.Add() = std::move(attribute);
        } else if (value != call_attributes.end()) {  // else the operator's own default is used
          *attributes.Add() = value->second;
          attributes[attributes.size() - 1].set_name(attribute.name());
        }
      }
      *node.mutable_attribute() = std::move(attributes);
      for (auto& attribute : *node.mutable_attribute()) {
        if (!attribute.has_g()) continue;
        proto::GraphProto& graph = *attribute.mutable_g();
        for (auto& initializer : *graph.mutable_initializer()) {
          rename(*initializer.mutable_name());
        }
        change(*graph.mutable_node(), prefix, names, call_attributes);
        for (auto& output : *graph.mutable_output()) rename(*output.mutable_name());
      }
    }
  }

  std::map<std::pair<std::string, std::string>, const proto::FunctionProto*> functions_;
  std::set<std::string> prefixes_;
  std::int64_t opset_ = 0;
  int count_ = 0;
};

}  // namespace

void inline_functions(proto::ModelProto& model) {
  if (model.functions_size() > 0) Inliner(model).run(*model.mutable_graph()->mutable_node());
}

}  // namespace fovea::onnx
