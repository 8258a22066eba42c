#include "apps/training/training_settings.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <sstream>

#include "apps/commands/backend.h"
#include "apps/pictures/open_model.h"
#include "fovea/optim/optimizer.h"
#include "fovea/transfer/fine_tuning.h"

namespace fovea::apps {

namespace {

// All images / (classes that have some * images of the class): their mean over the images is 1.
std::vector<float> balanced_weights(std::span<const std::int32_t> labels, const Model& model) {
  std::vector<std::int64_t> counts(static_cast<size_t>(std::max(find_scores(model).classes, 2)));
  for (const std::int32_t label : labels) ++counts.at(static_cast<size_t>(label));
  const auto present = std::ranges::count_if(counts, [](std::int64_t count) { return count > 0; });
  std::vector<float> weights;
  for (const std::int64_t count : counts) {
    const double share = static_cast<double>(labels.size()) / static_cast<double>(present);
    weights.push_back(count ? static_cast<float>(share / static_cast<double>(count)) : 0);
  }
  return weights;
}

// The objective with this setting after its own.
std::string with_setting(const std::string& objective, const std::string& setting) {
  const bool has_some = objective.find(':') != std::string::npos;
  return objective + (has_some ? "," : ":") + setting;
}

void expect_trained(const std::string& model) {
  if (is_model_file(model)) return;
  throw Error("--freeze is for a trained model, and {} begins with random weights", model);
}

// Finds the weights to keep if there are several models: each pattern has its part in front.
void freeze_parts(TrainingOptions& settings, const TrainOptions& options, const Models& models) {
  std::map<std::string, std::string> patterns;  // by part
  std::istringstream list(options.freeze);
  for (std::string pattern; std::getline(list, pattern, ',');) {
    const std::string part = pattern.substr(0, pattern.find('/'));
    if (!models.contains(part) || part == pattern) {
      throw Error("--freeze '{}' does not begin with a part: of several models write PART/{}",
                  pattern, pattern);
    }
    std::string& own = patterns[part];
    own += (own.empty() ? "" : ",") + pattern.substr(part.size() + 1);
  }
  for (const auto& [part, own] : patterns) {
    expect_trained(options.model.of(part));
    for (const std::string& name : frozen_variables(models.at(part), own)) {
      settings.frozen.insert(part + "/" + name);
    }
  }
}

// Finds the weights to keep, and those that learn at a rate of their own.
void fine_tune(TrainingOptions& settings, const TrainOptions& options, const Models& models,
               bool new_head) {
  if (models.size() > 1) {
    if (options.head_learning_rate) throw Error("--lr-head is for one model: use --lr PART=X");
    return freeze_parts(settings, options, models);
  }
  const Model& model = models.begin()->second;
  std::vector<std::string> head;
  if (new_head || options.head_learning_rate) head = head_parameters(model);
  if (!options.freeze.empty()) {
    expect_trained(options.model.all);
    const std::set<std::string> exceptions(head.begin(), new_head ? head.end() : head.begin());
    settings.frozen = frozen_variables(model, options.freeze, exceptions);
  }
  if (!options.head_learning_rate) return;
  const double rate =
      options.learning_rate.all.value_or(make_optimizer(options.optimizer.all)->learning_rate());
  for (const std::string& name : head) {
    if (settings.frozen.contains(name)) throw Error("--lr-head is for '{}', which is frozen", name);
    settings.rate_factors[name] = *options.head_learning_rate / rate;
  }
}

void identify(TrainingOptions& settings, const TrainOptions& options, const Model& model,
              const datasets::Dataset& train) {
  settings.identity = identity_of_pictures(options, train);
  const std::vector<std::string>& labels = train.labels();
  if (labels == model.labels) return;
  for (size_t i = 0; i < labels.size(); ++i) {
    settings.identity[fmt::format("class {} of the data", i)] = labels[i];
  }
}

}  // namespace

std::map<std::string, std::string> identity_of_pictures(const TrainOptions& options,
                                                        const datasets::Dataset& train) {
  std::map<std::string, std::string> identity = {
      {"training data", fmt::format("{:016x}", train.identity())},
      {"augmentation", options.augment},
      {"validation", fmt::format("{}", options.validation)},
      {"hidden units", fmt::format("{}", fmt::join(options.hidden, ","))},
      {"activation", options.activation}};
  // Only if they are set, so that runs of older versions without them can go on.
  if (options.sampling != "all") identity["sampling"] = options.sampling;
  const PixelOptions& pixels = options.pixels;
  if (pixels.any()) {
    identity["pixels"] = fmt::format("resize {}, mean {}, std {}, white {}, channels {}",
                                     pixels.resize, fmt::join(pixels.mean, ","),
                                     fmt::join(pixels.std, ","), pixels.white, pixels.channels);
  }
  return identity;
}

TrainingOptions common_settings(const TrainOptions& options, const Models& models, bool new_head) {
  TrainingOptions result;
  result.epochs = options.epochs;
  result.batch = options.batch;
  result.parts = options.accumulate;
  result.learning_rate = options.learning_rate.all.value_or(0);
  result.learning_rates = options.learning_rate.own;
  result.optimizer = options.optimizer.all;
  result.optimizers = options.optimizer.own;
  result.schedule = options.schedule;
  result.patience = options.patience;
  result.clip_norm = options.clip_norm;
  result.average_decay = options.ema;
  result.seed = options.seed;
  result.precision = precision_named(options.precision);
  result.out = options.out;
  result.checkpoint_steps = options.checkpoint_steps;
  result.checkpoint_seconds = options.checkpoint_seconds;
  result.resume = !options.resume.empty();
  result.objective = options.objective;
  if (options.label_smoothing > 0) {
    result.objective =
        with_setting(result.objective, fmt::format("label_smoothing={}", options.label_smoothing));
  }
  fine_tune(result, options, models, new_head);
  return result;
}

TrainingOptions training_settings(const TrainOptions& options, const Models& models, bool new_head,
                                  const datasets::Dataset& train,
                                  std::span<const std::int32_t> labels) {
  TrainingOptions settings = common_settings(options, models, new_head);
  if (models.size() > 1) {
    settings.identity = identity_of_pictures(options, train);
    return settings;
  }
  const Model& model = models.begin()->second;
  identify(settings, options, model, train);
  if (options.class_weights == "balanced") {
    settings.objective = with_setting(
        settings.objective,
        fmt::format("class_weights={}", fmt::join(balanced_weights(labels, model), "|")));
  }
  return settings;
}

}  // namespace fovea::apps
