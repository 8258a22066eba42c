#include "apps/commands/compare.h"

#include "apps/commands/backend.h"
#include "apps/commands/compare_table.h"
#include "apps/pictures/open_model.h"
#include "fovea/reference/reference.h"
#include "framework/transfer/example_step.h"

namespace fovea::apps {

int compare(const CompareOptions& options) {
  const Shape image = image_given(options.model, options.image_size);
  const Model model = open_model(
      options.model, {.image = image, .hidden = options.hidden, .activation = options.activation});
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
  ExampleStep step = options.train ? training_example(model, *make_optimizer(options.optimizer),
                                                      options.batch, precision)
                                   : inference_example(model, options.batch);
  if (options.train) advance(step, values);
  const std::vector<Comparison> comparisons =
      compare({*step.graph, step.feed, step.variables, precision}, {values, magnitudes}, subjects);
  return options.json ? print_comparisons_json(comparisons) : print_comparisons(comparisons);
}

}  // namespace fovea::apps
