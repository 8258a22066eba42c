// The graph of a language model for one token at a time.
#pragma once

#include <memory>

#include "fovea/model/model.h"

namespace fovea {

/// The model's graph for one token. Inputs "token" i32 (1, 1), "position" i32 (1), its number from
/// 0; "here" f32 (context, 1), 1 there and 0 elsewhere; "seen" f32 (1, context), 0 for tokens up to
/// this one, -infinity for later ones. Output "logits" f32 (1, tokens). Keys and values of the
/// tokens before are variables "<layer>/keys" and "<layer>/values". Throws Error naming the node
/// for a model that does more than attention with other tokens.
std::unique_ptr<Graph> stepwise_graph(const Model& model);

}  // namespace fovea
