// What fovea evaluate measures and prints, for any objective of the model.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "apps/commands/evaluate.h"
#include "fovea/objectives/metrics.h"
#include "fovea/runtime/backend.h"

namespace fovea::apps {

struct EvaluatedData {
  std::string name, what;  // "mnist", "test images of mnist"
  std::string counted;     // "images"
  std::int64_t count = 0;
  std::vector<Metric> metrics;  // in the order of the text
};

/// Opens the backend, measures and prints: the metrics, and how many examples were measured per
/// second. Errors name the model. Returns the exit code.
int print_evaluation(const EvaluateOptions& options, const EvaluatedData& data,
                     const std::function<MetricValues(Backend&)>& measure);

/// Loss and bits per byte of a language model on the held-out tenth of "text:FILE". Returns the
/// exit code. Throws Error.
int evaluate_text(const EvaluateOptions& options);

/// Errors of a model that predicts numbers, on the test pictures of a list with targets. Returns
/// the exit code. Throws Error.
int evaluate_targets(const EvaluateOptions& options);

}  // namespace fovea::apps
