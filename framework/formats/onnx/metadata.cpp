#include "framework/formats/onnx/metadata.h"

#include <fmt/ranges.h>

#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "fovea/core/version.h"

namespace fovea::onnx {

namespace {

using nlohmann::json;

constexpr const char *labels_key = "fovea.labels", *mean_key = "fovea.mean",
                     *deviation_key = "fovea.deviation", *resize_key = "fovea.resize",
                     *channels_key = "fovea.channels", *version_key = "fovea.version",
                     *name_key = "fovea.name", *auxiliary_key = "fovea.auxiliary",
                     *scores_key = "fovea.scores", *objective_key = "fovea.objective";
constexpr std::string_view note_prefix = "fovea.note.";
constexpr const char* stretch = "stretch";  // the value of resize_key that is not a number

template <typename T>
std::vector<T> list_of(const std::string& text, const char* what) {
  try {
    return json::parse(text).get<std::vector<T>>();
  } catch (const json::exception&) {
    throw Error("is not a JSON list of {}", what);
  }
}

bool takes_images(const Model& model) {
  return !model.graph->inputs().empty() && model.input_type().shape.rank() == 4;
}

size_t channels_of(const Model& model) {
  return takes_images(model) ? static_cast<size_t>(model.input_type().shape[3]) : 1;
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

std::vector<float> deviations(const std::string& text, size_t channels) {
  std::vector<float> list = numbers(text, channels);
  for (const float deviation : list) {
    if (deviation == 0) throw Error("has a deviation of 0");
    if (!(deviation > 0) || !std::isfinite(255 / deviation)) {
      throw Error("has a deviation of {}, by which no pixel can be divided", deviation);
    }
  }
  return list;
}

int shorter_side(const std::string& text) {
  if (text == stretch) return 0;
  int side = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), side);
  if (fault != std::errc() || end != text.data() + text.size() || side < 1 ||
      side > Preprocessing::longest_shorter_side) {
    throw Error("is neither '{}' nor a number of pixels from 1 to {}", stretch,
                Preprocessing::longest_shorter_side);
  }
  return side;
}

ChannelOrder channel_order(const std::string& text) {
  if (text == "rgb") return ChannelOrder::rgb;
  if (text == "bgr") return ChannelOrder::bgr;
  throw Error("is neither 'rgb' nor 'bgr'");
}

void read_entry(const std::string& key, const std::string& text, Model& model) {
  const size_t channels = channels_of(model);
  Preprocessing& preprocessing = model.preprocessing;
  if (key == labels_key) model.labels = list_of<std::string>(text, "texts");
  if (key == name_key) model.name = text;
  if (key == objective_key) model.objective = text;
  if (key.starts_with(note_prefix)) model.notes[key.substr(note_prefix.size())] = text;
  if (key == scores_key) model.scores = score_kind_named(text);
  if (key == auxiliary_key) model.auxiliary = auxiliary_of(text, *model.graph);
  if (key == mean_key) preprocessing.mean = numbers(text, channels);
  if (key == deviation_key) preprocessing.deviation = deviations(text, channels);
  if (key == resize_key) preprocessing.shorter_side = shorter_side(text);
  if (key == channels_key) {
    if (channels != 3) throw Error("is for inputs of 3 channels, not {}", channels);
    preprocessing.order = channel_order(text);
  }
}

// Whether an output has as many numbers per picture as there are labels. One number fits two
// labels: yes and no.
bool labels_fit(const Model& model) {
  const auto labels = static_cast<std::int64_t>(model.labels.size());
  return std::ranges::any_of(model.graph->outputs(), [&](const auto& output) {
    const Shape& shape = model.graph->info(output.second).type.shape;
    const std::int64_t all = shape.count();
    return (shape.rank() > 0 && shape.back() == labels) || all == labels ||
           (all == 1 && labels == 2);
  });
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
  if (takes_images(model)) {
    const int side = model.preprocessing.shorter_side;
    metadata[resize_key] = side ? std::to_string(side) : stretch;
  }
  if (channels == 3) {
    metadata[channels_key] = model.preprocessing.order == ChannelOrder::rgb ? "rgb" : "bgr";
  }
  metadata[name_key] = name_of(model);
  if (model.objective != Model().objective) metadata[objective_key] = model.objective;
  for (const auto& [name, note] : model.notes) metadata[std::string(note_prefix) + name] = note;
  if (model.scores) metadata[scores_key] = name_of(*model.scores);
  if (!model.auxiliary.empty()) {
    json weights;
    for (const auto& [output, weight] : model.auxiliary) weights[output] = weight;
    try {
      metadata[auxiliary_key] = weights.dump();
    } catch (const json::exception&) {
      throw Error("the name of an output is not UTF-8");
    }
  }
  metadata[version_key] = version;
  return metadata;
}

void read_metadata(const std::map<std::string, std::string>& metadata, Model& model) {
  const size_t channels = channels_of(model);
  if (channels > 1 << 20) throw Error("an image of {} channels is not supported", channels);
  model.preprocessing.mean.assign(channels, 0);
  model.preprocessing.deviation.assign(channels, 1);
  for (const auto& [key, text] : metadata) {
    try {
      read_entry(key, text, model);
    } catch (const Error& error) {
      throw error.at(fmt::format("metadata {}", key));
    }
  }
  if (!model.labels.empty() && !labels_fit(model)) {
    const Shape& output = model.graph->info(model.graph->outputs().front().second).type.shape;
    throw Error("has {} labels for {} classes", model.labels.size(),
                output.rank() ? output.back() : 1)
        .at(fmt::format("metadata {}", labels_key));
  }
}

}  // namespace fovea::onnx
