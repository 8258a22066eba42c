#include "framework/formats/onnx/metadata.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "framework/version.h"

namespace fovea::onnx {

namespace {

using nlohmann::json;

constexpr const char *labels_key = "fovea.labels", *mean_key = "fovea.mean",
                     *deviation_key = "fovea.deviation", *version_key = "fovea.version",
                     *name_key = "fovea.name", *auxiliary_key = "fovea.auxiliary";

template <typename T>
std::vector<T> list_of(const std::string& text, const char* what) {
  try {
    return json::parse(text).get<std::vector<T>>();
  } catch (const json::exception&) {
    throw Error("is not a JSON list of {}", what);
  }
}

size_t channels_of(const Model& model) {
  const Shape& input = model.input_type().shape;
  return input.rank() == 4 ? static_cast<size_t>(input[3]) : 1;
}

std::vector<float> numbers(const std::string& text, size_t channels) {
  std::vector<float> list = list_of<float>(text, "numbers");
  if (list.size() != channels) {
    throw Error("has {} numbers for an input of {} channels", list.size(), channels);
  }
  for (const float number : list) {
    if (!std::isfinite(number)) throw Error("has a number that is not finite");
  }
  return list;
}

// A JSON object: output -> weight of its loss.
std::vector<AuxiliaryOutput> auxiliary_of(const std::string& text, Graph& graph) {
  std::vector<AuxiliaryOutput> auxiliary;
  try {
    for (const auto& [output, weight] : json::parse(text).get<std::map<std::string, float>>()) {
      if (graph.find_output(output) == graph.value(graph.outputs().front().second)) {
        throw Error("names the main output");
      }
      if (!std::isfinite(weight)) throw Error("has a weight that is not finite");
      auxiliary.push_back({output, weight});
    }
  } catch (const json::exception&) {
    throw Error("is not a JSON object of numbers");
  }
  return auxiliary;
}

}  // namespace

std::string name_of(const Model& model) { return model.name.empty() ? "model" : model.name; }

std::map<std::string, std::string> write_metadata(const Model& model) {
  std::map<std::string, std::string> metadata;
  try {
    if (!model.labels.empty()) metadata[labels_key] = json(model.labels).dump();
  } catch (const json::exception&) {
    throw Error("a label is not UTF-8");
  }
  const size_t channels = channels_of(model);
  const auto list = [&](std::vector<float> numbers) {
    if (numbers.size() == 1) numbers.resize(channels, numbers[0]);
    if (numbers.size() != channels) {
      throw Error("the preprocessing has {} numbers for an input of {} channels", numbers.size(),
                  channels);
    }
    return fmt::format("[{}]", fmt::join(numbers, ","));
  };
  metadata[mean_key] = list(model.preprocessing.mean);
  metadata[deviation_key] = list(model.preprocessing.deviation);
  metadata[name_key] = name_of(model);
  if (!model.auxiliary.empty()) {
    json weights;
    for (const auto& [output, weight] : model.auxiliary) weights[output] = weight;
    metadata[auxiliary_key] = weights.dump();
  }
  metadata[version_key] = version;
  return metadata;
}

void read_metadata(const std::map<std::string, std::string>& metadata, Model& model) {
  const size_t channels = channels_of(model);
  model.preprocessing.mean.assign(channels, 0);
  model.preprocessing.deviation.assign(channels, 1);
  for (const auto& [key, text] : metadata) {
    try {
      if (key == labels_key) model.labels = list_of<std::string>(text, "texts");
      if (key == name_key) model.name = text;
      if (key == auxiliary_key) model.auxiliary = auxiliary_of(text, *model.graph);
      if (key == mean_key) model.preprocessing.mean = numbers(text, channels);
      if (key != deviation_key) continue;
      model.preprocessing.deviation = numbers(text, channels);
      for (const float deviation : model.preprocessing.deviation) {
        if (deviation == 0) throw Error("has a deviation of 0");
      }
    } catch (const Error& error) {
      throw error.at(fmt::format("metadata {}", key));
    }
  }
  const Shape& output = model.graph->info(model.graph->outputs().front().second).type.shape;
  if (!model.labels.empty() && static_cast<std::int64_t>(model.labels.size()) != output.back()) {
    throw Error("has {} labels for {} classes", model.labels.size(), output.back())
        .at(fmt::format("metadata {}", labels_key));
  }
}

}  // namespace fovea::onnx
