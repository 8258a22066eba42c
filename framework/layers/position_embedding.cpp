#include "fovea/layers/position_embedding.h"

#include "fovea/layers/add.h"
#include "fovea/layers/slice.h"
#include "framework/layers/common/parameters.h"
#include "framework/layers/common/tokens.h"

namespace fovea {

Value position_embedding(Value x, PositionEmbeddingConfig config) {
  Graph& graph = x.graph();
  const std::string name = graph.name_for("position_embedding", config.name);
  const std::int64_t context = at_node(name, "position_embedding", x, [&] {
    expect_tokens("position_embedding", x.type());
    if (config.context == 0) return x.shape()[1];
    if (x.shape()[1] > config.context) {
      throw Error("{} tokens are more than the table of {} has", x.shape()[1], config.context);
    }
    return std::int64_t{config.context};
  });
  Value rows = parameter(graph, name, "weight", {context, x.shape()[2]}, config.initializer);
  if (x.shape()[1] < context) {
    const int tokens = static_cast<int>(x.shape()[1]);
    rows = slice(rows, {.starts = {0}, .ends = {tokens}}, name + "/rows");
  }
  return add(x, rows, name);
}

}  // namespace fovea
