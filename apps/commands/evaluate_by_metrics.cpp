#include "apps/commands/evaluate_by_metrics.h"

#include <chrono>

#include "apps/cli/idle_options.h"
#include "apps/cli/json_line.h"
#include "apps/cli/say.h"
#include "apps/cli/text_table.h"
#include "apps/commands/backend.h"
#include "apps/training/source.h"
#include "apps/training/text_source.h"
#include "fovea/core/terminal_text.h"
#include "fovea/datasets/target_list.h"
#include "fovea/graph/names.h"
#include "fovea/train/trainer.h"

namespace fovea::apps {

namespace {

void refuse_options_of_classes(const EvaluateOptions& options, const char* is) {
  refuse_options(
      {{options.crops != 1, "--crops"},
       {!options.scales.empty(), "--scales"},
       {!options.output.name.empty() || !options.output.scores.empty(), "--output and --scores"}},
      fmt::format("is for pictures with classes, and {} {}", options.data, is));
}

// Evaluates the whole source by the objective of the model.
int print_metrics(const EvaluateOptions& options, const Model& model, BatchSource& source,
                  const std::string& what) {
  const Objective objective = objectives::make("", model);
  const double count = static_cast<double>(source.size()) * objective.counted_an_example;
  return print_evaluation(
      options,
      {options.data, what, objective.counted, static_cast<std::int64_t>(count), objective.metrics},
      [&](Backend& backend) { return fovea::evaluate(model, backend, source).values; });
}

}  // namespace

int print_evaluation(const EvaluateOptions& options, const EvaluatedData& data,
                     const std::function<MetricValues(Backend&)>& measure) {
  const auto backend = make_backend(options.backend, options.threads, Caller::this_thread);
  say("running on {}\n", device_text(backend->info()));
  const auto start = std::chrono::steady_clock::now();
  const MetricValues values = [&] {
    try {
      return measure(*backend);
    } catch (const DeviceLost&) {
      throw;
    } catch (const Error& error) {
      throw error.at(options.model);
    }
  }();
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  const double speed = static_cast<double>(data.count) / seconds.count();
  if (options.json) {
    nlohmann::ordered_json line{
        {"model", options.model}, {"data", data.name}, {data.counted, data.count}};
    for (const auto& [name, value] : values) line[name] = value;
    line["seconds"] = seconds.count();
    line[data.counted + "_per_second"] = speed;
    print_json(line);
    return 0;
  }
  std::string measured;
  for (const Metric& metric : data.metrics) {
    measured += fmt::format("{} {}, ", title_of(metric), shown(metric, values.at(metric.name)));
  }
  fmt::print("{} on {} {}: {}{} {}/s\n", terminal_text(options.model), grouped(data.count),
             terminal_text(data.what), measured, grouped(static_cast<std::int64_t>(speed)),
             data.counted);
  return 0;
}

int evaluate_text(const EvaluateOptions& options) {
  refuse_options_of_classes(options, "is a text");
  refuse_options({{options.image_size != 0, "--image-size"}},
                 fmt::format("is for pictures, and {} is a text", options.data));
  expect_model_file(options.model);
  const Model model = open_file(options.model);
  const TokenSet tokens = tokens_of(model, options.model);
  const std::filesystem::path file = text_file_of(options.data);
  const std::string text = read_text(file);
  const std::int64_t context = context_of(model, options.model);
  TextSource source(encoded(tokens, split_text(text).held_out, file), context,
                    std::min<std::int64_t>(options.batch, windows_at_a_time(context)),
                    ContextOrder::all, 0, file.string());
  return print_metrics(options, model, source,
                       fmt::format("held-out tokens of {}", file.filename().string()));
}

int evaluate_targets(const EvaluateOptions& options) {
  refuse_options_of_classes(options, "has targets");
  expect_model_file(options.model);
  const Model model = open_file(options.model, options.image_size);
  expect_fields(objectives::make("", model), {names::image, names::target}, options.data);
  const datasets::TargetList list =
      with_targets_of(model, datasets::open_target_list(options.data, view_of(model)));
  LoaderSource source = evaluation_source(list.pictures.test, options.batch, list.test);
  return print_metrics(options, model, source,
                       fmt::format("test images of {}", list.pictures.test->name()));
}

}  // namespace fovea::apps
