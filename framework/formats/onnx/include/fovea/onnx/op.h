// The operators of this folder: how a layer is written to ONNX, and how an ONNX operator becomes
// a layer. Each file of ops/ defines `void register_<stem>(OpTable&)`, and CMake writes the
// function that calls them all; a program adds its own layers through load_onnx and save_onnx.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "fovea/graph/value.h"
#include "fovea/onnx/definition.h"

namespace fovea::onnx {

class ExportNode;
class ImportNode;
class Matcher;

/// Whether a layer can work on columns in the file's order (C, H, W) where ours is (H, W, C).
enum class Columns {
  ours,  // no: a flattened input is transposed before
  any,   // it treats all elements equally and keeps the order
  ends,  // it takes its first input in any order, and its output has no such order: dense
};

struct Exporter {
  std::function<void(ExportNode&)> run;
  Columns columns = Columns::ours;
};

using Importer = std::function<void(ImportNode&)>;

/// Several nodes of a file seen as one: `node` replaces the last of them.
struct Fusion {
  NodeDef node;
  std::vector<const NodeDef*> inner;  // the others
};
/// Is `last` the last node of such a group?
using Pattern = std::function<std::optional<Fusion>(const Matcher&, const NodeDef& last)>;

struct OpTable {
  std::map<std::string, Exporter> exporters;     // by Layer::kind()
  std::map<std::string, Importer> importers;     // by NodeDef::op
  std::multimap<std::string, Pattern> patterns;  // by NodeDef::op of the last node

  /// A layer of one input and no config that works element by element and is one operator with
  /// no attributes.
  void unary(const std::string& kind, const std::string& op,
             std::function<Value(Value x, std::string name)> layer);
};

/// Registers the operators of every file of ops/.
void register_all(OpTable& table);

/// What messages call a node: by its name, or by its output if it has none.
std::string name_of(const NodeDef& node);
/// "Conv 'conv1'", for messages.
std::string place_of(const NodeDef& node);

/// The graph around a node, as a pattern sees it.
class Matcher {
 public:
  virtual ~Matcher() = default;
  /// The node that makes this value if it is of this operator and nothing else reads the value.
  virtual const NodeDef* inner(const std::string& value, std::string_view op) const = 0;
  /// The value if it is an initializer or made by a Constant node, else null.
  virtual const Constant* constant(const std::string& value) const = 0;
  /// The value if it is one known number.
  std::optional<float> scalar(const std::string& value) const;
};

}  // namespace fovea::onnx
