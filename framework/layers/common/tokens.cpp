#include "framework/layers/common/tokens.h"

#include "fovea/core/error.h"

namespace fovea {

namespace {

// The name without the scopes that are open already.
std::string own_name(Graph& graph, std::string_view kind, const std::string& name) {
  const std::string whole = graph.name_for(kind, name);
  graph.reserve_name(whole);
  return whole.substr(graph.scope().size());
}

}  // namespace

void expect_tokens(std::string_view kind, const TensorType& x) {
  if (x.dtype != DType::f32 || x.shape.rank() != 3) {
    throw Error("{} takes f32 tokens (N, T, units), not {}", kind, x.str());
  }
}

PartsOf::PartsOf(Graph& graph, std::string_view kind, const std::string& name)
    : scope_(graph, own_name(graph, kind, name)) {}

}  // namespace fovea
