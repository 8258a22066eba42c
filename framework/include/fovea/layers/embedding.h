// embedding: a learned row for each number, for example for each token. The gradient of a row is
// the sum over the places where it was taken, in their order.
#pragma once

#include <string>

#include "fovea/graph/graph.h"

namespace fovea {

struct EmbeddingConfig {
  int entries = 0;  // rows of the table: the size of a vocabulary
  int units = 0;    // of a row
  Initializer initializer = Initializer::normal(0, 0.02f);
  std::string name = "";
};

/// indices i32 of any shape I -> f32 (I, units). Parameter "<name>/weight" (entries, units). A
/// number below 0 counts from the end; one that the table does not have gives a row of 0. Throws
/// Error for indices that are not whole numbers.
Value embedding(Value indices, EmbeddingConfig config);

/// The same on a table (entries, units) that exists: it may be that of the logits, a dense layer's
/// weight.
Value embedding(Value indices, Value weight, std::string name = "");

}  // namespace fovea
