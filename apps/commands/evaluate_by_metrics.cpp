#include "apps/commands/evaluate_text.h"

#include <chrono>

#include "apps/cli/json_line.h"
#include "apps/cli/say.h"
#include "apps/cli/text_table.h"
#include "apps/commands/backend.h"
#include "apps/training/text_source.h"
#include "fovea/core/terminal_text.h"
#include "fovea/train/trainer.h"

namespace fovea::apps {

int evaluate_text(const EvaluateOptions& options) {
  expect_model_file(options.model);
  const Model model = open_file(options.model);
  const TokenSet tokens = tokens_of(model, options.model);
  const std::filesystem::path file = text_file_of(options.data);
  const std::string text = read_text(file);
  const std::int64_t context = context_of(model, options.model);
  TextSource source(encoded(tokens, split_text(text).held_out, file), context,
                    std::min<std::int64_t>(options.batch, windows_at_a_time(context)), Windows::all,
                    0, file.string());
  const auto backend = make_backend(options.backend, options.threads, Caller::this_thread);
  say("running on {}\n", described(backend->info()));
  const auto start = std::chrono::steady_clock::now();
  const MetricValues values = [&] {
    try {
      return fovea::evaluate(model, *backend, source).values;
    } catch (const DeviceLost&) {
      throw;
    } catch (const Error& error) {
      throw error.at(options.model);
    }
  }();
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  const std::int64_t count = source.size() * context;
  const double speed = static_cast<double>(count) / seconds.count();
  if (options.json) {
    nlohmann::ordered_json line{
        {"model", options.model}, {"data", options.data}, {"tokens", count}};
    for (const auto& [name, value] : values) line[name] = value;
    line["seconds"] = seconds.count();
    line["tokens_per_second"] = speed;
    print_json(line);
    return 0;
  }
  std::string measured;
  for (const Metric& metric : objectives::make("", model).metrics) {
    measured += fmt::format("{} {}, ", title_of(metric), shown(metric, values.at(metric.name)));
  }
  fmt::print("{} on {} held-out tokens of {}: {}{} tokens/s\n", terminal_text(options.model),
             grouped(count), terminal_text(file.filename().string()), measured,
             grouped(static_cast<std::int64_t>(speed)));
  return 0;
}

}  // namespace fovea::apps
