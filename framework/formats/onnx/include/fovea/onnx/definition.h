// The content of an ONNX file in plain types: the operators of this folder read and write these.
// Only read_graph.cpp, read_tensor.cpp, functions.cpp and write_graph.cpp know protocol buffers.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "fovea/core/tensor.h"

namespace fovea::onnx {

using Ints = std::vector<std::int64_t>;

/// A tensor with known values: f32, or whole numbers of any width as int64.
struct Constant {
  Shape shape;
  std::variant<Tensor, Ints> values;
  /// The initializer that it is or was made from: such a constant is trained. "" for a
  /// Constant node.
  std::string initializer = "";

  bool is_float() const { return std::holds_alternative<Tensor>(values); }
};

struct GraphDef;

/// A graph is a branch of If. monostate: an attribute of a kind that none of our operators reads.
using Attribute = std::variant<std::monostate, std::int64_t, float, std::string, Ints,
                               std::vector<float>, Constant, std::shared_ptr<const GraphDef>>;

struct NodeDef {
  std::string op;  // "Conv"; "domain::Op" outside the standard domain
  std::string name;
  /// Names of values; "" where an optional one is left out. The inputs of an If are its condition,
  /// then the values that its branches read from outside.
  std::vector<std::string> inputs, outputs;
  std::map<std::string, Attribute> attributes;
};

/// An input or output of the graph. An extent that is not fixed is -1.
struct ValueDef {
  std::string name;
  DType dtype = DType::f32;
  Ints dims;
};

struct GraphDef {
  std::string name;
  std::int64_t opset = 17;
  bool ours = false;  // written by write_graph
  std::vector<NodeDef> nodes;
  std::vector<std::pair<std::string, Constant>> initializers;
  std::vector<ValueDef> inputs, outputs;
  std::map<std::string, std::string> metadata;
};

/// Where the tensors of the initializers are written: into the file if it stays below 2 GiB, or
/// into another file beside it.
enum class WeightStorage { inside, beside };

}  // namespace fovea::onnx
