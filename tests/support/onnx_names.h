// A model file whose nodes and values have names that the importer uses for its own.
#pragma once
#ifndef ONNX_ML
#define ONNX_ML 1
#define ONNX_NAMESPACE onnx
#endif
#include <onnx/onnx_pb.h>

#include <fstream>
#include <map>
#include <string>

#include "tests/support/file_text.h"

namespace fovea {

inline std::string clashing_name(int number) {
  constexpr const char* kinds[] = {"transpose", "reshape",   "relu",     "add",  "multiply",
                                   "dense",     "normalize", "identity", "label"};
  const int kind = number % static_cast<int>(std::size(kinds));
  const int round = number / static_cast<int>(std::size(kinds));
  return round ? std::string(kinds[kind]) + "_" + std::to_string(round) : kinds[kind];
}

/// Gives every value and node, except the graph's inputs and outputs, another name; each node gets
/// the name of a value that it does not make. Afterwards the file counts as one of another tool.
inline void clash_names(const std::filesystem::path& path) {
  ::onnx::ModelProto model;
  model.ParseFromString(text_of(path));
  model.set_producer_name("another tool");
  ::onnx::GraphProto& graph = *model.mutable_graph();
  std::map<std::string, std::string> names = {{"", ""}};
  for (const auto& input : graph.input()) names[input.name()] = input.name();
  for (const auto& output : graph.output()) names[output.name()] = output.name();
  int number = 0;
  const auto renamed = [&](std::string* name) {
    const auto [entry, fresh] = names.try_emplace(*name);
    if (fresh) entry->second = clashing_name(number++);
    *name = entry->second;
  };
  for (auto& initializer : *graph.mutable_initializer()) renamed(initializer.mutable_name());
  for (auto& node : *graph.mutable_node()) {
    for (auto& input : *node.mutable_input()) renamed(&input);
    for (auto& output : *node.mutable_output()) renamed(&output);
    node.set_name(clashing_name(number + 2));
  }
  std::ofstream(path, std::ios::binary) << model.SerializeAsString();
}

}  // namespace fovea
