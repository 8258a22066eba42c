// What happens to a file's nodes before they become layers.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "fovea/onnx/op.h"

namespace fovea::onnx {

struct Prepared {
  std::vector<NodeDef> nodes;                 // each after those that it reads, all supported
  std::map<std::string, Constant> constants;  // initializers and Constant nodes by value
};

/// Checks that every value has one source, leaves out the nodes that no output needs, sorts the
/// others (in the file's order where possible), and replaces each group that a pattern knows by one
/// node. Throws Error naming node or value, and all nodes whose operators are not in the table.
Prepared prepare(const GraphDef& file, const OpTable& table);

}  // namespace fovea::onnx
