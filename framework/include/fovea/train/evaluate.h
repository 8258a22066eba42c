// Evaluation: what a network says of every example of a source.
#pragma once

#include "fovea/runtime/session.h"
#include "fovea/train/trainer.h"

namespace fovea {

/// Runs the session's graph `graph` (made by evaluation_graph) over one pass of the source.
Evaluation evaluate(Session& session, const std::string& graph, BatchSource& source);

}  // namespace fovea
