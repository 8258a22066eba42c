#include "apps/training/run_metrics.h"

#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>

#include "fovea/core/error.h"

namespace fovea::apps {

namespace {

using Json = nlohmann::ordered_json;

// JSON has no NaN and no infinity: they were written as null.
double number(const Json& json) {
  return json.is_null() ? std::numeric_limits<double>::quiet_NaN() : json.get<double>();
}

EpochMetrics epoch_from(const Json& json) {
  EpochMetrics metrics;
  metrics.epoch = json.at("epoch");
  metrics.steps = json.at("steps");
  metrics.skipped = json.value("skipped", std::int64_t{0});
  metrics.learning_rate = number(json.at("learning_rate"));
  for (const auto& [key, value] : json.items()) {
    each_split(metrics, [&, &name = key, &text = value](const std::string& split, auto& values) {
      if (name.starts_with(split + "_")) values.add(name.substr(split.size() + 1), number(text));
    });
    if (!key.ends_with(speed_mark)) continue;
    metrics.counted = key.substr(0, key.size() - speed_mark.size());
    metrics.per_second = number(value);
  }
  if (json.contains("gradient_norm")) metrics.gradient_norm = number(json.at("gradient_norm"));
  metrics.seconds = number(json.at("seconds"));
  // It is missing in runs of versions that did not measure it.
  metrics.data_seconds = number(json.value("data_seconds", Json()));
  return metrics;
}

}  // namespace

Json to_json(const EpochMetrics& metrics) {
  Json json{
      {"epoch", metrics.epoch}, {"steps", metrics.steps}, {"learning_rate", metrics.learning_rate}};
  each_split(metrics, [&](const std::string& split, const MetricValues& values) {
    for (const auto& [name, value] : values) json[split + "_" + name] = value;
    if (split == "train" && metrics.skipped) json["skipped"] = metrics.skipped;
  });
  if (metrics.gradient_norm) json["gradient_norm"] = *metrics.gradient_norm;
  json["seconds"] = metrics.seconds;
  json["data_seconds"] = metrics.data_seconds;
  json[metrics.counted + std::string(speed_mark)] = metrics.per_second;
  return json;
}

std::vector<EpochMetrics> read_metrics(const std::filesystem::path& path, std::size_t most) {
  std::vector<EpochMetrics> epochs;
  std::ifstream file(path);
  for (std::string line; epochs.size() < most && std::getline(file, line);) {
    const Json json = Json::parse(line, nullptr, false);
    if (json.is_discarded()) break;
    try {
      epochs.push_back(epoch_from(json));
    } catch (const Json::exception&) {
      throw Error("line {} is no epoch's metrics", epochs.size() + 1).at(path.string());
    }
  }
  return epochs;
}

}  // namespace fovea::apps
