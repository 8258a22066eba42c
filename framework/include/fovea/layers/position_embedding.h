// position_embedding: adds to each token a learned row, which depends on its place.
#pragma once

#include <string>

#include "fovea/graph/graph.h"

namespace fovea {

struct PositionEmbeddingConfig {
  int context = 0;  // rows of the table, the first of which are added; 0: as many as x has tokens
  Initializer initializer = Initializer::normal(0, 0.02f);
  std::string name = "";
};

/// x (N, T, units) -> the same. Parameter "<name>/weight" (context, units). Throws Error for
/// another rank, and for more tokens than the table has rows.
Value position_embedding(Value x, PositionEmbeddingConfig config = {});

}  // namespace fovea
