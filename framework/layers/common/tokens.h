// What the layers of transformers have in common.
#pragma once

#include <string>
#include <string_view>

#include "fovea/graph/scope.h"

namespace fovea {

/// Throws Error naming the layer's rule unless x is f32 (N, T, units).
void expect_tokens(std::string_view kind, const TensorType& x);

/// The name "<kind>_<number>", or the given one, of a layer that is made of others, while it is
/// built: names of its parts begin with it, and no other layer gets it.
class PartsOf {
 public:
  PartsOf(Graph& graph, std::string_view kind, const std::string& name);

 private:
  Scope scope_;
};

}  // namespace fovea
