#include "apps/training/run_folder.h"

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>

#include "apps/cli/make_folder.h"
#include "apps/commands/backend.h"
#include "apps/pictures/open_model.h"
#include "apps/training/run_contents.h"
#include "apps/training/run_metrics.h"
#include "apps/training/text_source.h"
#include "fovea/core/error.h"
#include "fovea/core/version.h"
#include "fovea/datasets/open.h"
#include "framework/formats/atomic_file.h"

namespace fovea::apps {

namespace {

using Json = nlohmann::ordered_json;

// Calls visit(name, field) for each option that a run remembers; the name is the option's.
template <typename Options, typename Visit>
void each_option(Options& options, const Visit& visit) {
  visit("MODEL", options.model);
  visit("data", options.data);
  visit("validation", options.validation);
  visit("augment", options.augment);
  visit("cache", options.cache);
  visit("image-size", options.image_size);
  visit("hidden", options.hidden);
  visit("activation", options.activation);
  visit("epochs", options.epochs);
  visit("batch", options.batch);
  visit("accumulate", options.accumulate);
  visit("optimizer", options.optimizer);
  visit("schedule", options.schedule);
  visit("label-smoothing", options.label_smoothing);
  visit("class-weights", options.class_weights);
  visit("sampling", options.sampling);
  visit("patience", options.patience);
  visit("clip-norm", options.clip_norm);
  visit("ema", options.ema);
  visit("freeze", options.freeze);
  visit("output", options.output.name);
  visit("scores", options.output.scores);
  visit("seed", options.seed);
  visit("backend", options.backend);
  visit("precision", options.precision);
  visit("memory", options.memory);
  visit("recompute", options.recompute);
  visit("threads", options.threads);
  visit("checkpoint-steps", options.checkpoint_steps);
  visit("checkpoint-seconds", options.checkpoint_seconds);
}

// The same for options that may be unset.
template <typename Options, typename Visit>
void each_open_option(Options& options, const Visit& visit) {
  visit("lr", options.learning_rate);
  visit("lr-head", options.head_learning_rate);
}

// The same for options of later versions: a run that does not use them writes the same file
// as before.
template <typename Options, typename Visit>
void each_later_option(Options& options, const Visit& visit) {
  visit("objective", options.objective);
  visit("tokens", options.tokens);
  visit("resize", options.pixels.resize);
  visit("mean", options.pixels.mean);
  visit("std", options.pixels.std);
  visit("white", options.pixels.white);
  visit("channels", options.pixels.channels);
}

bool is_said(const std::optional<double>& number) { return number.has_value(); }
bool is_said(const PartRates& rates) { return rates.any(); }
Json json_of(const std::optional<double>& number) { return *number; }
Json json_of(const PartRates& rates) { return rates; }
void take(const Json& json, std::optional<double>& number) { number = json.get<double>(); }
void take(const Json& json, PartRates& rates) { json.get_to(rates); }

double now() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

}  // namespace

TrainOptions resumed(const TrainOptions& options) {
  const std::filesystem::path path = options.resume / options_file;
  if (!std::filesystem::exists(path)) {
    throw Error("'{}' holds no run to resume: it has no run.json", options.resume.string())
        .hint("start one with fovea train MODEL --out " + options.resume.string());
  }
  const Json json = read_json(path);
  TrainOptions merged = options;
  merged.out = options.resume;
  const auto on_command_line = [&](const char* name) {
    return std::ranges::find(options.option_names, name) != options.option_names.end();
  };
  try {
    each_option(merged, [&](const char* name, auto& field) {
      if (!on_command_line(name) && json.contains(name)) json.at(name).get_to(field);
    });
    each_open_option(merged, [&](const char* name, auto& field) {
      if (!on_command_line(name) && json.contains(name)) take(json.at(name), field);
    });
    each_later_option(merged, [&](const char* name, auto& field) {
      if (!on_command_line(name) && json.contains(name)) json.at(name).get_to(field);
    });
  } catch (const Json::exception&) {
    throw Error("this is no run's options").at(path.string());
  }
  return merged;
}

TrainOptions with_absolute_paths(TrainOptions options) {
  std::error_code fault;
  const auto absolute = [&](const std::string& path) {
    const std::filesystem::path whole = std::filesystem::canonical(path, fault);
    return fault ? path : whole.string();
  };
  if (const auto text = text_file_of(options.data); !text.empty()) {
    options.data = "text:" + absolute(text.string());
  } else if (!datasets::is_name(options.data) && std::filesystem::exists(options.data, fault)) {
    options.data = absolute(options.data);
  }
  if (!options.cache.empty()) {
    options.cache = std::filesystem::absolute(options.cache).lexically_normal().string();
  }
  const auto take_absolute = [&](std::string& model) {
    if (is_model_file(model) && std::filesystem::exists(model, fault)) model = absolute(model);
  };
  take_absolute(options.model.all);
  for (auto& [part, model] : options.model.own) take_absolute(model);
  return options;
}

RunFolder::RunFolder(const TrainOptions& options, int epochs, const DeviceInfo& device,
                     Json training_images)
    : options_(options),
      device_(device_text(device)),
      training_images_(std::move(training_images)),
      folder_(options.out),
      results_(result_files(options.model)) {
  make_folder(folder_);
  lock_.emplace(folder_);
  if (options.resume.empty()) {
    expect_free(folder_);
    for (const std::string& name : contents_of(folder_).leftover) {
      std::filesystem::remove(path(name));
    }
  } else {
    expect_no_links();
    read_files();
    epochs_ = read_metrics(path(metrics_file), static_cast<size_t>(epochs));
  }
  write_options(false);
  write_metrics();
  events_ = std::make_unique<EventFile>(folder_, now());
  files_.push_back(events_->path().filename().string());
  write_options(false);
  write_recipe();
}

// Writing would follow a link, and its target does not belong to the run.
void RunFolder::expect_no_links() const {
  std::vector<std::string> names = results_;
  names.insert(names.end(), {checkpoint_file, metrics_file, options_file, recipe_file});
  for (const std::string& name : names) {
    if (!std::filesystem::is_symlink(std::filesystem::symlink_status(path(name)))) continue;
    throw Error("is a link: what it leads to will not be replaced").at(path(name).string());
  }
}

void RunFolder::expect_own(const std::string& name) const {
  if (std::ranges::find(files_, name) != files_.end()) return;
  if (!std::filesystem::exists(std::filesystem::symlink_status(path(name)))) return;
  throw Error("is there, and this run did not write it: it will not be replaced")
      .at(path(name).string())
      .hint(
          fmt::format("move it away, then: fovea train --resume {}", shell_word(folder_.string())));
}

std::filesystem::path RunFolder::result(const std::string& name) {
  expect_own(name);
  if (std::ranges::find(files_, name) == files_.end()) {
    files_.push_back(name);
    write_options(false);
  }
  return path(name);
}

// Reads which files belong to this run; if an older version did not write this, its results do.
void RunFolder::read_files() {
  const Json json = read_json(path(options_file));
  if (!json.contains("files")) {
    files_ = results_;
    return;
  }
  try {
    json.at("files").get_to(files_);
  } catch (const Json::exception&) {
    throw Error("this is no run's options").at(path(options_file).string());
  }
  for (const std::string& name : results_) expect_own(name);
  expect_own(recipe_file);
  // A finished run has written the fingerprints of its results.
  if (!json.contains("contents") || !json.at("contents").is_object()) return;
  for (const auto& [name, fingerprint] : json.at("contents").items()) {
    if (!std::filesystem::exists(path(name)) || fingerprint == fingerprint_of(path(name))) continue;
    throw Error("is not what this run wrote: it will not be replaced")
        .at(path(name).string())
        .hint(fmt::format("move it away, then: fovea train --resume {}",
                          shell_word(folder_.string())));
  }
}

void RunFolder::write_metrics() const {
  std::string text;
  for (const EpochMetrics& metrics : epochs_) text += to_json(metrics).dump() + "\n";
  write_atomically(path(metrics_file), text);
}

void RunFolder::write_options(bool finished) const {
  Json json;
  each_option(options_, [&](const char* name, const auto& field) { json[name] = field; });
  each_open_option(options_, [&](const char* name, const auto& field) {
    if (is_said(field)) json[name] = json_of(field);
  });
  each_later_option(options_, [&](const char* name, const auto& field) {
    if (!field.empty()) json[name] = field;
  });
  json["version"] = version;
  json["device"] = device_;
  if (!training_images_.is_null()) json["training_images"] = training_images_;
  json["files"] = files_;
  for (const std::string& name : files_) {
    const bool is_result = name == recipe_file || std::ranges::count(results_, name);
    if (finished && is_result && std::filesystem::exists(path(name))) {
      json["contents"][name] = fingerprint_of(path(name));
    }
  }
  json["finished"] = finished;
  write_atomically(path(options_file), json.dump(2) + "\n");
}

// Everything that the weights depend on, whether it was chosen or a default: a later version may
// have other defaults. Threads, caches, recomputation and checkpoints change nothing; --memory
// decides how many images are evaluated at once.
void RunFolder::write_recipe() {
  Json json;
  each_option(options_, [&](const std::string& name, const auto& field) {
    if (name == "threads" || name == "cache" || name == "recompute" ||
        name.starts_with("checkpoint-"))
      return;
    Json value = field;
    if (value.empty() || value == "") return;
    json[name == "MODEL" ? "model" : name] = std::move(value);
  });
  each_open_option(options_, [&](const char* name, const auto& field) {
    if (is_said(field)) json[name] = json_of(field);
  });
  each_later_option(options_, [&](const char* name, const auto& field) {
    if (!field.empty()) json[name] = field;
  });
  write_atomically(result(recipe_file), json.dump(2) + "\n");
}

void RunFolder::record(const EpochMetrics& metrics) {
  epochs_.push_back(metrics);
  write_metrics();
  const auto scalar = [&](const std::string& tag, double value) {
    events_->scalar(tag, metrics.epoch, static_cast<float>(value), now());
  };
  each_split(metrics, [&](const std::string& split, const MetricValues& values) {
    for (const auto& [name, value] : values) scalar(name + "/" + split, value);
  });
  scalar("learning_rate", metrics.learning_rate);
  if (metrics.gradient_norm) scalar("gradient_norm", *metrics.gradient_norm);
  scalar(metrics.counted + std::string(speed_mark), metrics.per_second);
  scalar("data_seconds", metrics.data_seconds);
}

std::vector<std::pair<std::string, std::string>> RunFolder::options() const {
  std::vector<std::pair<std::string, std::string>> pairs;
  each_option(options_, [&](const char* name, const auto& field) {
    const std::string text = option_text(Json(field));
    if (!text.empty() && text != "[]") pairs.emplace_back(name, text);
  });
  each_open_option(options_, [&](const char* name, const auto& field) {
    if (is_said(field)) pairs.emplace_back(name, option_text(json_of(field)));
  });
  each_later_option(options_, [&](const char* name, const auto& field) {
    if (!field.empty()) pairs.emplace_back(name, option_text(Json(field)));
  });
  return pairs;
}

void RunFolder::finish() { write_options(true); }

}  // namespace fovea::apps
