// A scope: the part of the names that the nodes of one block have in common.
#pragma once

#include <string>
#include <string_view>

#include "fovea/graph/graph.h"

namespace fovea {

/// Names made while it lives start with "name/".
class Scope {
 public:
  Scope(Graph& graph, std::string_view name);
  ~Scope();
  Scope(const Scope&) = delete;
  Scope& operator=(const Scope&) = delete;

 private:
  Graph& graph_;
  std::string outer_;
};

}  // namespace fovea
