#include "fovea/graph/scope.h"

namespace fovea {

Scope::Scope(Graph& graph, std::string_view name) : graph_(graph), outer_(graph.scope_) {
  graph_.scope_ += fmt::format("{}/", name);
}

Scope::~Scope() { graph_.scope_ = outer_; }

}  // namespace fovea
