// fovea evaluate on a text.
#pragma once

#include "apps/commands/evaluate.h"

namespace fovea::apps {

/// Loss and bits a byte of a language model on the held-out tenth of "text:FILE". Returns the exit code.
/// Throws Error.
int evaluate_text(const EvaluateOptions& options);

}  // namespace fovea::apps
