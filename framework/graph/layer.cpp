#include "fovea/graph/layer.h"

#include "fovea/graph/graph.h"

namespace fovea {

std::vector<Value> Layer::gradient(const GradientCall&) const {
  throw Error("layer {} has no gradient", kind());
}

std::vector<Value> Layer::rebuild(std::shared_ptr<const Layer> self, Mode,
                                  std::span<const Value> inputs, const std::string& name) const {
  return inputs.front().graph().add(std::move(self), inputs, name);
}

}  // namespace fovea
