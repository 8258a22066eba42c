#include "apps/commands/evaluate.h"

#include <chrono>

#include "apps/cli/json_line.h"
#include "apps/cli/say.h"
#include "apps/cli/text_table.h"
#include "apps/commands/backend.h"
#include "apps/commands/evaluate_by_metrics.h"
#include "apps/training/evaluate_views.h"
#include "apps/training/source.h"
#include "apps/training/text_source.h"
#include "fovea/core/terminal_text.h"
#include "fovea/datasets/target_list.h"

namespace fovea::apps {

int evaluate(const EvaluateOptions& options) {
  if (!text_file_of(options.data).empty()) return evaluate_text(options);
  if (datasets::is_target_list(options.data)) return evaluate_targets(options);
  expect_model_file(options.model);
  Model model = open_file(options.model, options.image_size);
  choose_output(model, options.output, options.model);
  const datasets::TrainTest data = open_for(model, options.data);
  const auto test = with_classes_of(model, data.test);
  expect_fit(model, *test);
  const auto backend = make_backend(options.backend, options.threads, Caller::this_thread);
  const bool single = options.crops == 1 && options.scales.empty();
  say("running on {}\n", described(backend->info()));
  const auto start = std::chrono::steady_clock::now();
  const Evaluation result = [&] {
    try {
      if (single) {
        LoaderSource source = evaluation_source(test, options.batch);
        return fovea::evaluate(model, *backend, source);
      }
      Classifier classifier(*backend, model);
      const EvaluationViews views =
          evaluation_views(classifier, data.photos, options.crops, options.scales);
      return evaluate_views(classifier, *test, views, options.batch);
    } catch (const DeviceLost&) {
      throw;
    } catch (const Error& error) {
      throw error.at(options.model);
    }
  }();
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  const std::int64_t images = test->size();
  const double speed = static_cast<double>(images) / seconds.count();
  if (options.json) {
    nlohmann::ordered_json line{
        {"model", options.model}, {"data", data.test->name()}, {"images", images}};
    for (const auto& [name, value] : result.values) line[name] = value;
    line["seconds"] = seconds.count();
    line["images_per_second"] = speed;
    print_json(line);
    return 0;
  }
  const std::vector<Metric> metrics = objectives::make("", model).metrics;
  std::string measured;  // the headline first
  for (auto metric = metrics.rbegin(); metric != metrics.rend(); ++metric) {
    measured +=
        fmt::format("{} {}, ", title_of(*metric), shown(*metric, result.values.at(metric->name)));
  }
  fmt::print("{} on {} test images of {}: {}{} images/s\n", terminal_text(options.model),
             grouped(images), terminal_text(data.test->name()), measured,
             grouped(static_cast<std::int64_t>(speed)));
  return 0;
}

}  // namespace fovea::apps
