#include "apps/training/run_folder.h"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "apps/cli/make_folder.h"
#include "fovea/core/error.h"
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
  visit("image-size", options.image_size);
  visit("hidden", options.hidden);
  visit("activation", options.activation);
  visit("epochs", options.epochs);
  visit("batch", options.batch);
  visit("optimizer", options.optimizer);
  visit("schedule", options.schedule);
  visit("label-smoothing", options.label_smoothing);
  visit("output", options.output.name);
  visit("scores", options.output.scores);
  visit("seed", options.seed);
  visit("backend", options.backend);
  visit("precision", options.precision);
  visit("threads", options.threads);
  visit("checkpoint-steps", options.checkpoint_steps);
  visit("checkpoint-seconds", options.checkpoint_seconds);
}

double now() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

Json read_json(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  const Json json = Json::parse(text.str(), nullptr, false);
  if (!file || !json.is_object()) throw Error("this is no run's options").at(path.string());
  return json;
}

// A run counts from its first checkpoint on.
enum class Found { nothing, unfinished, finished };

Found run_in(const std::filesystem::path& folder) {
  const auto options = folder / "run.json";
  if (!std::filesystem::exists(options) ||
      !std::filesystem::exists(folder / "checkpoint.safetensors")) {
    return Found::nothing;
  }
  return read_json(options).value("finished", false) ? Found::finished : Found::unfinished;
}

EpochMetrics epoch_from(const Json& json) {
  EpochMetrics metrics;
  metrics.epoch = json.at("epoch");
  metrics.steps = json.at("steps");
  metrics.skipped = json.value("skipped", std::int64_t{0});
  metrics.learning_rate = json.at("learning_rate");
  metrics.train_loss = json.at("train_loss");
  metrics.train_accuracy = json.at("train_accuracy");
  if (json.contains("validation_loss")) metrics.validation_loss = json.at("validation_loss");
  if (json.contains("validation_accuracy")) {
    metrics.validation_accuracy = json.at("validation_accuracy");
  }
  metrics.test_loss = json.at("test_loss");
  metrics.test_accuracy = json.at("test_accuracy");
  metrics.seconds = json.at("seconds");
  metrics.images_per_second = json.at("images_per_second");
  return metrics;
}

}  // namespace

Json to_json(const EpochMetrics& metrics) {
  Json json{{"epoch", metrics.epoch},
            {"steps", metrics.steps},
            {"learning_rate", metrics.learning_rate},
            {"train_loss", metrics.train_loss},
            {"train_accuracy", metrics.train_accuracy}};
  if (metrics.skipped) json["skipped"] = metrics.skipped;
  if (metrics.validation_loss) json["validation_loss"] = *metrics.validation_loss;
  if (metrics.validation_accuracy) json["validation_accuracy"] = *metrics.validation_accuracy;
  json["test_loss"] = metrics.test_loss;
  json["test_accuracy"] = metrics.test_accuracy;
  json["seconds"] = metrics.seconds;
  json["images_per_second"] = metrics.images_per_second;
  return json;
}

TrainOptions resumed(const TrainOptions& options) {
  const std::filesystem::path path = options.resume / "run.json";
  if (!std::filesystem::exists(path)) {
    throw Error("'{}' holds no run to resume: it has no run.json", options.resume.string())
        .hint("start one with fovea train MODEL --out " + options.resume.string());
  }
  const Json json = read_json(path);
  TrainOptions merged = options;
  merged.out = options.resume;
  const auto was_given = [&](const char* name) {
    return std::ranges::find(options.given, name) != options.given.end();
  };
  try {
    each_option(merged, [&](const char* name, auto& field) {
      if (!was_given(name) && json.contains(name)) json.at(name).get_to(field);
    });
    if (!was_given("lr") && json.contains("lr")) merged.learning_rate = json.at("lr").get<double>();
  } catch (const Json::exception&) {
    throw Error("this is no run's options").at(path.string());
  }
  return merged;
}

std::filesystem::path without_finished_run(const std::filesystem::path& folder) {
  std::filesystem::path free = folder;
  for (int n = 2; run_in(free) == Found::finished; ++n) {
    free = fmt::format("{}-{}", folder.string(), n);
  }
  return free;
}

RunFolder::RunFolder(const TrainOptions& options, int epochs)
    : options_(options), folder_(options.out) {
  make_folder(folder_);
  lock_.emplace(folder_);
  if (options.resume.empty()) {
    const Found found = run_in(folder_);
    if (found == Found::finished) {
      throw Error("'{}' holds a finished run", folder_.string()).hint("choose another --out");
    }
    if (found == Found::unfinished) {
      throw Error("'{}' holds an unfinished run", folder_.string())
          .hint(fmt::format("go on with it: fovea train --resume {}; or choose another --out",
                            shell_word(folder_.string())));
    }
    clear();
  } else {
    read_metrics(epochs);
  }
  write_options(false);
  write_metrics();
  events_ = std::make_unique<EventFile>(folder_, now());
}

void RunFolder::clear() const {
  for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
    const std::string name = entry.path().filename().string();
    const auto ours = {"checkpoint.safetensors",
                       "metrics.jsonl",
                       "model.onnx",
                       "best.onnx",
                       "report.html",
                       "run.json"};
    if (std::ranges::find(ours, name) != ours.end() ||
        (name.starts_with("events.out.tfevents.") && name.ends_with(".fovea"))) {
      std::filesystem::remove(entry.path());
    }
  }
}

void RunFolder::read_metrics(int epochs) {
  std::ifstream file(path("metrics.jsonl"));
  for (std::string line; static_cast<int>(epochs_.size()) < epochs && std::getline(file, line);) {
    const Json json = Json::parse(line, nullptr, false);
    if (json.is_discarded()) break;
    try {
      epochs_.push_back(epoch_from(json));
    } catch (const Json::exception&) {
      throw Error("line {} is no epoch's metrics", epochs_.size() + 1)
          .at(path("metrics.jsonl").string());
    }
  }
}

void RunFolder::write_metrics() const {
  std::string text;
  for (const EpochMetrics& metrics : epochs_) text += to_json(metrics).dump() + "\n";
  write_atomically(path("metrics.jsonl"), text);
}

void RunFolder::write_options(bool finished) const {
  Json json;
  each_option(options_, [&](const char* name, const auto& field) { json[name] = field; });
  if (options_.learning_rate) json["lr"] = *options_.learning_rate;
  json["finished"] = finished;
  write_atomically(path("run.json"), json.dump(2) + "\n");
}

void RunFolder::record(const EpochMetrics& metrics) {
  epochs_.push_back(metrics);
  write_metrics();
  const auto scalar = [&](const char* tag, double value) {
    events_->scalar(tag, metrics.epoch, static_cast<float>(value), now());
  };
  scalar("loss/train", metrics.train_loss);
  scalar("accuracy/train", metrics.train_accuracy);
  if (metrics.validation_loss) scalar("loss/validation", *metrics.validation_loss);
  if (metrics.validation_accuracy) scalar("accuracy/validation", *metrics.validation_accuracy);
  scalar("loss/test", metrics.test_loss);
  scalar("accuracy/test", metrics.test_accuracy);
  scalar("learning_rate", metrics.learning_rate);
  scalar("images_per_second", metrics.images_per_second);
}

std::vector<std::pair<std::string, std::string>> RunFolder::options() const {
  std::vector<std::pair<std::string, std::string>> pairs;
  each_option(options_, [&](const char* name, const auto& field) {
    const Json value = field;
    const std::string text = value.is_string() ? value.get<std::string>() : value.dump();
    if (!text.empty() && text != "[]") pairs.emplace_back(name, text);
  });
  if (options_.learning_rate) pairs.emplace_back("lr", Json(*options_.learning_rate).dump());
  return pairs;
}

void RunFolder::finish() { write_options(true); }

}  // namespace fovea::apps
