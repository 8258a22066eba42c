#include "apps/commands/evaluate.h"

#include <algorithm>

#include "apps/commands/evaluate_by_metrics.h"
#include "apps/training/evaluate_views.h"
#include "apps/training/source.h"
#include "apps/training/text_source.h"
#include "fovea/datasets/target_list.h"
#include "fovea/graph/names.h"

namespace fovea::apps {

int evaluate(const EvaluateOptions& options) {
  if (!text_file_of(options.data).empty()) return evaluate_text(options);
  if (datasets::is_target_list(options.data)) return evaluate_targets(options);
  expect_model_file(options.model);
  Model model = open_file(options.model, options.image_size);
  choose_output(model, options.output, options.model);
  const Objective objective = objectives::make("", model);
  expect_fields(objective, {names::image, names::label}, options.data);
  const datasets::TrainTest data = open_for(model, options.data);
  const auto test = with_classes_of(model, data.test);
  expect_fit(model, *test);
  const bool single = options.crops == 1 && options.scales.empty();
  std::vector<Metric> metrics = objective.metrics;
  std::ranges::reverse(metrics);  // the most important one first
  return print_evaluation(
      options,
      {data.test->name(), "test images of " + data.test->name(), "images", test->size(), metrics},
      [&](Backend& backend) {
        if (single) {
          LoaderSource source = evaluation_source(test, options.batch);
          return fovea::evaluate(model, backend, source).values;
        }
        Classifier classifier(backend, model);
        const EvaluationViews views =
            evaluation_views(classifier, data.photos, options.crops, options.scales);
        return evaluate_views(classifier, *test, views, options.batch).values;
      });
}

}  // namespace fovea::apps
