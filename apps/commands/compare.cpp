#include "apps/commands/compare.h"

#include "apps/commands/backend.h"
#include "apps/commands/compare_table.h"
#include "apps/pictures/open_model.h"
#include "apps/training/open_models.h"
#include "fovea/reference/reference.h"
#include "framework/transfer/example_step.h"

namespace fovea::apps {

int compare(const CompareOptions& options) {
  const Models models = open_models(options.model, [&](const std::string& name) {
    return models::ModelOptions{.image = image_option(name, options.image_size),
                                .hidden = options.hidden,
                                .activation = options.activation};
  });
  if (models.size() > 1 && !options.train) {
    throw Error("several models are compared in training").hint("add --train");
  }
  reference::ReferenceBackend values(DType::f64);
  reference::ReferenceBackend magnitudes(DType::f64, reference::Gives::magnitudes);
  std::vector<std::string> names = options.backends;
  const bool all = names.empty();
  if (all) names.assign(backend_names().begin(), backend_names().end());
  const Precision precision = precision_named(options.precision);
  std::vector<std::unique_ptr<Backend>> backends;
  std::vector<Backend*> subjects;
  for (const std::string& name : names) {
    backends.push_back(make_backend(name, options.threads));
    if (all && precision == Precision::f16 && !backends.back()->has_halves()) continue;
    subjects.push_back(backends.back().get());
  }
  if (subjects.empty()) throw Error("no device of this machine stores halves (fp16)");
  std::vector<std::pair<std::string, ExampleStep>> steps;
  if (options.train) {
    steps = training_examples(parts_of(models), options.objective,
                              *make_optimizer(options.optimizer), options.batch, precision);
  } else {
    steps.emplace_back("", inference_example(models.begin()->second, options.batch));
  }
  int status = 0;
  for (auto& [name, step] : steps) {
    if (options.train) advance(step, values);
    const std::vector<Comparison> comparisons = compare(
        {*step.graph, step.feed, step.variables, precision}, {values, magnitudes}, subjects);
    status |= options.json ? print_comparisons_json(name, comparisons)
                           : print_comparisons(name, comparisons);
  }
  return status;
}

}  // namespace fovea::apps
