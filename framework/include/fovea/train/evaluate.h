// Evaluation: what a network says about every example of a source.
#pragma once

#include "fovea/objectives/objective.h"
#include "fovea/runtime/session.h"
#include "fovea/train/trainer.h"

namespace fovea {

/// Runs the session's graph `graph` (made by evaluation_graph of the objective) over one pass of
/// the source, a batch at a time or, where Objective::together is false, an example at a time.
/// Throws Error naming the node that first gave a number that is not finite, if a score or a
/// loss is none.
Evaluation evaluate(Session& session, const std::string& graph, const Objective& objective,
                    BatchSource& source);

}  // namespace fovea
