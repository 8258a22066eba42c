// Checks that a model is a language model.
#pragma once

#include "fovea/model/model.h"

namespace fovea {

/// Throws Error unless it makes logits (N, T, tokens) from tokens i32 (N, T).
void expect_language_model(const Model& model);

}  // namespace fovea
