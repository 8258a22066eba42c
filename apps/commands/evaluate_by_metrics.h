// fovea evaluate on what has no classes: all metrics of the model's objective.
#pragma once

#include "apps/commands/evaluate.h"

namespace fovea::apps {

/// Loss and bits a byte of a language model on the held-out tenth of "text:FILE". Returns the exit code.
/// Throws Error.
int evaluate_text(const EvaluateOptions& options);

/// Errors of a model of numbers on the test pictures of a list with targets. Returns the exit code.
/// Throws Error.
int evaluate_targets(const EvaluateOptions& options);

}  // namespace fovea::apps
